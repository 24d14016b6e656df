import { writeSync } from 'node:fs'

/**
 * Writes all of a text at once, also while this thread has no turn of its event loop to spare: nothing is buffered, so
 * it is there when the call returns. Throws the system's error, EPIPE above all, when nobody reads any more.
 */
export function writeAll(descriptor: number, text: string): void {
  let rest: Uint8Array = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(NOTHING, 0, 0, 1) // the terminal is full for the moment
    }
  }
}

const NOTHING = new Int32Array(new SharedArrayBuffer(4))
