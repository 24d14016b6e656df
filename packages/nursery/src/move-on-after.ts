import { CancelScope, type Outcome } from './cancel-scope.ts'
import { isDuration } from './plumbing/is-duration.ts'

export interface TimeLimitOptions {
  /** Hides cancellations from outside while the limit lasts. */
  readonly shield?: boolean | undefined
  /** For the task tree and for `TooSlowError`. */
  readonly name?: string | undefined
}

/**
 * Gives `body` so many ms, then cancels it and goes on. Whether it was cut short is in the outcome.
 *
 * @throws RangeError (as a rejection) when `ms` is negative or NaN; else what the body throws.
 * @example
 * ```ts
 * const outcome = await moveOnAfter(3_000, () => fetchPage())
 * if (outcome.cancelled) console.log('no page in time')
 * ```
 */
export async function moveOnAfter<T>(
  ms: number,
  body: (scope: CancelScope) => T | PromiseLike<T>,
  options: TimeLimitOptions = {},
): Promise<Outcome<T>> {
  return new CancelScope({
    ...options,
    name: options.name ?? `moveOnAfter(${ms})`,
    timeout: requireDuration('moveOnAfter', ms),
  }).run(body)
}

/** As {@link moveOnAfter}, until an absolute time on the run's clock (`currentTime() + …`). */
export async function moveOnAt<T>(
  time: number,
  body: (scope: CancelScope) => T | PromiseLike<T>,
  options: TimeLimitOptions = {},
): Promise<Outcome<T>> {
  return new CancelScope({
    ...options,
    name: options.name ?? `moveOnAt(${time})`,
    deadline: requireTime('moveOnAt', time),
  }).run(body)
}

/** @internal A scope takes `undefined` for no limit; here it is a limit that somebody forgot. @throws RangeError */
export function requireDuration(caller: string, ms: number): number {
  if (isDuration(ms)) return ms
  throw new RangeError(`${caller} takes a number of ms from 0 to Infinity, not ${ms}.`)
}

/** @internal @throws RangeError */
export function requireTime(caller: string, time: number): number {
  if (typeof time === 'number' && !Number.isNaN(time)) return time
  throw new RangeError(`${caller} takes a time on the run's clock, not ${time}.`)
}
