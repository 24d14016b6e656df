import { CancelScope } from './cancel-scope.ts'
import { isCancelled } from './cancelled.ts'
import type { Nursery } from './nursery.ts'
import { NurseryError } from './nursery-error.ts'
import { openNursery } from './open-nursery.ts'
import { refuseGenerator } from './plumbing/refuse-generator.ts'
import { startEach } from './plumbing/start-each.ts'
import { entrantsOf } from './race.ts'

/**
 * Runs functions together; resolves with the first that succeeds, once the others are cancelled and have ended. Failures
 * count only when all fail.
 *
 * @throws NurseryError with all errors, in order of arrival, when none succeeds; RangeError without functions; Cancelled.
 * @example
 * ```ts
 * const page = await any([() => fetchPage('mirror-1'), () => fetchPage('mirror-2')])
 * ```
 */
export function any<T>(fns: Iterable<() => T | PromiseLike<T>>): Promise<T>
/** Functions whose results differ in type: resolves with one of them. */
export function any<F extends () => unknown>(fns: Iterable<F>): Promise<Awaited<ReturnType<F>>>
export async function any<T>(fns: Iterable<() => T | PromiseLike<T>>): Promise<T> {
  const entrants = entrantsOf('any', fns)
  const errors: unknown[] = []
  let first: { result: T } | undefined
  await openNursery(
    (nursery) =>
      startEach(
        nursery,
        'any',
        entrants.map((fn) => tolerant(fn, nursery)),
        (outcome) => {
          if (!outcome) return
          first ??= outcome
          nursery.cancelScope.cancel('another has succeeded')
        },
      ),
    { name: 'any' },
  )
  if (!first) throw new NurseryError(errors, 'None of them succeeded')
  return first.result

  function tolerant(fn: () => T | PromiseLike<T>, nursery: Nursery): () => Promise<{ result: T } | undefined> {
    if (typeof fn !== 'function') return fn
    return async () => {
      try {
        return { result: await refuseGenerator(fn(), 'What any was given') }
      } catch (error) {
        // Somebody else's cancellation is a failure like others.
        if (isCancelled(error) && CancelScope.nodeOf(nursery.cancelScope).effective) throw error
        errors.push(error)
        return undefined
      }
    }
  }
}
