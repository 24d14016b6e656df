// What a spinner writes, said once more than in the contract: a mistake there must not hide itself here.
const BARS = '|/-\\'

/** The bytes of frame `index`. */
function expectedFrame(index: number, message: string): string {
  const status = `${BARS[index % BARS.length]} ${message}`
  return status + '\b'.repeat(status.length)
}

/** The bytes of the first `count` frames. */
export function expectedFrames(count: number, message: string): string {
  return Array.from({ length: count }, (_, index) => expectedFrame(index, message)).join('')
}

/** The bytes that erase a frame. */
export function expectedErasure(message: string): string {
  const width = message.length + 2
  return ' '.repeat(width) + '\b'.repeat(width)
}

/** What stands before the first line feed, and what after it. */
export function splitOutput(output: string): { line: string; rest: string } {
  const end = output.indexOf('\n') + 1
  return { line: output.slice(0, end), rest: output.slice(end) }
}

/** How many frames an output holds, right or wrong: whatever stands between backspaces, but for the erasure. */
export function countFrames(output: string, message: string): number {
  const { rest } = splitOutput(output)
  const shown = rest.split(/[\b]+/).filter((text) => text !== '')
  return shown.filter((text) => text !== ' '.repeat(message.length + 2)).length
}
