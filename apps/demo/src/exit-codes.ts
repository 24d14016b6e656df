import { constants } from 'node:os'

/** The program's exit codes; a signal's is 128 and its number: 130 for Ctrl-C. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** The exit code that a shell reports for a program that a signal ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
