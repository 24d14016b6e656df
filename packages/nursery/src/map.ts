import { defer } from './defer.ts'
import { openNursery } from './open-nursery.ts'
import { bind } from './plumbing/context.ts'
import { current } from './plumbing/current.ts'
import { refuseGenerator } from './plumbing/refuse-generator.ts'

export interface MapOptions {
  /** At most so many at once. Default: all. */
  readonly limit?: number | undefined
}

/**
 * Calls `fn` for all items together, or `limit` at a time, in order; resolves with the results in the items' order. With a
 * limit an item is taken when there is room for it, so there may be any number of them, and a generator is closed when one
 * fails.
 *
 * @throws NurseryError with everything that failed: the first failure cancels the rest; Cancelled.
 * @example
 * ```ts
 * const pages = await map(urls, (url) => fetchPage(url), { limit: 5 })
 * ```
 */
export async function map<T, R>(
  items: Iterable<T>,
  fn: (item: T, index: number) => R | PromiseLike<R>,
  options: MapOptions = {},
): Promise<R[]> {
  if (typeof fn !== 'function')
    throw new TypeError('map takes items and a function: map(items, async (item) => { … }).')
  if (typeof (items as Partial<Iterable<T>> | null | undefined)?.[Symbol.iterator] !== 'function')
    throw new TypeError(
      'map takes items to go through, such as a list or a generator: map(items, async (item) => { … }).',
    )
  const { limit = Infinity } = options
  const results: R[] = []
  let count = 0
  await openNursery(
    (nursery) => {
      const rest = items[Symbol.iterator]()
      let isOver = false
      // From here also when the end of one makes room for the next: an item isn't the child of the one before it.
      const startNext = bind(current(), () => {
        isOver = true // of an iterator that throws, too
        const { done, value } = rest.next()
        if (done) return false
        isOver = false
        nursery.startSoon(work, value, count++)
        return true
      })
      const work = async (item: T, index: number) => {
        results[index] = await refuseGenerator(fn(item, index), 'What map was given')
        if (!isOver && !nursery.cancelScope.signal.aborted) startNext()
      }
      Object.defineProperty(work, 'name', { value: fn.name || 'map' })
      if (limit < Infinity) {
        defer(() => {
          if (!isOver) rest.return?.()
        })
      }
      let room = limit
      while (room > 0 && startNext()) room--
    },
    { name: 'map', ...options },
  )
  return results
}
