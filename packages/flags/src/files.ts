import { join } from 'node:path'
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

// Threads of one process share the process id and have this module each, so the counter alone isn't enough.
const threadMark = Math.trunc(performance.timeOrigin * 1000).toString(36)
