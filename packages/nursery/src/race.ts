import { openNursery } from './open-nursery.ts'
import { requireList, startEach } from './plumbing/start-each.ts'

/**
 * Runs functions together; resolves with the first result, once the others are cancelled and have ended. A failure that
 * comes first loses the race for all.
 *
 * @throws NurseryError when one fails, also one that loses; RangeError without functions (`Promise.race` would wait for ever);
 * Cancelled.
 * @example
 * ```ts
 * const reply = await race([() => ask('one.example'), () => ask('two.example')])
 * ```
 */
export function race<T>(fns: Iterable<() => T | PromiseLike<T>>): Promise<T>
/** Functions whose results differ in type: resolves with one of them. */
export function race<F extends () => unknown>(fns: Iterable<F>): Promise<Awaited<ReturnType<F>>>
export async function race<T>(fns: Iterable<() => T | PromiseLike<T>>): Promise<T> {
  const entrants = entrantsOf('race', fns)
  let first: { result: T } | undefined
  await openNursery(
    (nursery) =>
      startEach(nursery, 'race', entrants, (result) => {
        first ??= { result }
        nursery.cancelScope.cancel('another has won the race')
      }),
    { name: 'race' },
  )
  return first!.result
}

/** @internal */
export function entrantsOf<T>(caller: string, fns: Iterable<T>): T[] {
  const entrants = [...requireList(caller, fns)]
  if (entrants.length === 0) throw new RangeError(`${caller} of nothing has no winner: give it at least one function.`)
  return entrants
}
