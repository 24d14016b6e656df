import { UsageError, type DownloadOptions } from '@interleave/contract'
import { lowerCode } from './address.ts'

/**
 * Throws {@link UsageError} for options that no model could obey: a code that is none, less than one request at once, or a
 * time that no timer waits. Left alone they would do something else in each model: hang, go over the bound, be too late at
 * once, or end a run in the middle that should never have begun.
 */
export function checkOptions({ codes, concurrency, limits, retries = 0 }: DownloadOptions): void {
  for (const code of codes) lowerCode(code)
  if (concurrency !== Infinity) checkWhole('concurrency', concurrency, 1)
  checkWhole('retries', retries, 0)
  if (limits === undefined) return
  const { bytes, ...times } = limits
  checkWhole('limits.bytes', bytes, 1)
  for (const [name, ms] of Object.entries(times)) {
    if (ms > 0 && ms <= LONGEST) continue
    throw new UsageError(`limits.${name} must be a number of ms above 0, ${LONGEST} at most; it is ${ms}.`)
  }
}

function checkWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return
  throw new UsageError(`${name} must be a whole number, ${least} or more; it is ${value}.`)
}

/** ms; a timer that is to wait longer doesn't wait at all. */
const LONGEST = 2 ** 31 - 1
