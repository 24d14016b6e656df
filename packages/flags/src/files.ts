import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { lowerCode } from './address.ts'

/** Where a complete flag goes: `br.gif` in the folder. */
export function flagPath(directory: string, code: string): string {
  return join(directory, `${lowerCode(code)}.gif`)
}

let parts = 0

/**
 * A name that nobody else uses, beside the complete flag's, for the bytes while they are written. Renaming it to
 * {@link flagPath} makes the flag appear whole; whatever stops in between leaves only a `.part`.
 */
export function partPath(directory: string, code: string): string {
  return join(directory, `.${lowerCode(code)}.gif.${process.pid}-${threadMark}-${++parts}.part`)
}

/** Whether a file name is one that {@link partPath} made: what a killed run leaves behind. */
export function isPart(name: string): boolean {
  return /^\.[a-z]{2}\.gif\.\d+-\w+-\d+\.part$/.test(name)
}

// Another process may have had this one's id before, and died; threads share the id and the origin of time, and have this
// module each.
const threadMark = `${Math.trunc(performance.timeOrigin * 1000).toString(36)}_${threadId}`
