import { CancelScope } from './cancel-scope.ts'
import { currentTime } from './current-time.ts'
import { TooSlowError } from './errors.ts'
import { requireDuration, requireTime, type TimeLimitOptions } from './move-on-after.ts'

/**
 * Gives `body` so many ms, then cancels it and fails.
 *
 * @throws TooSlowError (as a rejection) when the deadline, and nothing else, cut the body short. A `cancel()` of its scope
 * by hand moves on with `undefined`. RangeError when `ms` is negative or NaN; else what the body throws.
 * @example
 * ```ts
 * const page = await failAfter(3_000, () => fetchPage())
 * ```
 */
export async function failAfter<T>(
  ms: number,
  body: (scope: CancelScope) => T | PromiseLike<T>,
  options: TimeLimitOptions = {},
): Promise<T> {
  const start = currentTime()
  const deadline = start + requireDuration('failAfter', ms)
  return failAtDeadline(
    start,
    new CancelScope({ ...options, name: options.name ?? `failAfter(${ms})`, deadline }),
    body,
  )
}

/** As {@link failAfter}, until an absolute time on the run's clock (`currentTime() + …`). */
export async function failAt<T>(
  time: number,
  body: (scope: CancelScope) => T | PromiseLike<T>,
  options: TimeLimitOptions = {},
): Promise<T> {
  const deadline = requireTime('failAt', time)
  const scope = new CancelScope({ ...options, name: options.name ?? `failAt(${time})`, deadline })
  return failAtDeadline(currentTime(), scope, body)
}

async function failAtDeadline<T>(
  start: number,
  scope: CancelScope,
  body: (scope: CancelScope) => T | PromiseLike<T>,
): Promise<T> {
  const outcome = await scope.run(body)
  const { cause, blockedOn } = CancelScope.nodeOf(scope)
  if (outcome.cancelled && cause!.source === 'deadline') {
    throw new TooSlowError(scope.name!, Math.max(0, Math.round(scope.deadline - start)), blockedOn)
  }
  return outcome.value as T
}
