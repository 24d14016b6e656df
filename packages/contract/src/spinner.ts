/** What the spinner draws and how long `slow` takes. Times in ms. */
export interface SpinnerOptions {
  /** Drawn after the turning bar. */
  readonly message: string
  /** Time between two frames, in ms: from 1 to 2,147,483,647, the longest that a timer waits. */
  readonly interval: number
  /** How long `slow` takes, in ms: from 0 to 2,147,483,647. */
  readonly delay: number
  /** What `slow` returns. */
  readonly answer: number
}

/** The talk's spinner: a frame each 100 ms for 3 s, then 42. */
export const DEFAULT_SPINNER: SpinnerOptions = { message: 'thinking!', interval: 100, delay: 3000, answer: 42 }

const BARS = ['|', '/', '-', '\\'] as const

/** The bytes of frame `index`: a bar, the message, and as many backspaces. As in `spinner_thread.py`, first edition. */
export function frameText(index: number, message: string): string {
  const status = `${BARS[index % BARS.length]} ${message}`
  return status + '\b'.repeat(status.length)
}

/** The bytes that erase a frame: spaces over it and backspaces to where it began. */
export function eraseText(message: string): string {
  const width = message.length + 2
  return ' '.repeat(width) + '\b'.repeat(width)
}

/** The first line of every spinner: what kind of thing will spin, and its state. */
export function spinnerLine(description: string): string {
  return `spinner object: ${description}\n`
}
