import { eraseText, type Description, type SpinnerOptions } from '@interleave/contract'
import type { Interrupts } from './interrupts.ts'
import { count } from './report.ts'
import { runInLane } from './run-in-lane.ts'
import type { Terminal } from './terminal.ts'

/** What to spin, and where it is seen. */
export interface SpinTask {
  readonly variant: Description
  readonly options: SpinnerOptions
  readonly terminal: Terminal
  readonly interrupts: Interrupts
}

/** What came of it. */
export interface SpinRecord {
  readonly status: 'done' | 'cancelled' | 'failed'
  /** Frames drawn. */
  readonly frames: number
  /** Null unless it is done. */
  readonly answer: number | null
  /** Why it failed. */
  readonly message?: string
}

/**
 * Runs a variant's spinner in a lane. On a live terminal the variant draws there itself, and these are the talk's bytes;
 * elsewhere only its first line is printed, and how many frames it drew. The answer comes last.
 */
export async function spin({ variant, options, terminal, interrupts }: SpinTask): Promise<SpinRecord> {
  const { live, out } = terminal
  let frames = 0
  let erased = false
  const end = await runInLane(
    { program: 'spinner', module: variant.module, options },
    {
      interrupts,
      onEvent: (event) => {
        if (event.kind === 'spinner.frame') frames++
        if (event.kind === 'spinner.stop') erased = true
      },
      onOutput: live ? undefined : firstLineOnly(out),
    },
  )
  // A lane that was killed could not tidy up.
  if (live && end.status !== 'done' && !erased) out(eraseText(options.message))
  if (!live) out(`${count(frames, 'frame')} drawn.\n`)
  if (end.status !== 'done') return { ...end, frames, answer: null }
  out(`Answer: ${end.result}\n`)
  return { status: 'done', frames, answer: end.result }
}

/** Passes on what comes before the first line feed, and that; frames are no use where nothing moves. */
function firstLineOnly(write: (text: string) => void): (text: string) => void {
  let line: string | undefined = ''
  return (text) => {
    if (line === undefined) return
    line += text
    const end = line.indexOf('\n')
    if (end === -1) return
    write(line.slice(0, end + 1))
    line = undefined
  }
}
