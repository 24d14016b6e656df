import { writeSync } from 'node:fs'
import { block } from './block.ts'

/**
 * Writes the whole text to a descriptor before it returns. Throws what `writeSync` throws, but for a terminal or pipe
 * that is full just now: that one is waited for.
 */
export function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      block(FULL_PIPE_PAUSE)
    }
  }
}

/** ms */
const FULL_PIPE_PAUSE = 1
