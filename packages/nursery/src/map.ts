import { openNursery } from './open-nursery.ts'
import { refuseGenerator } from './plumbing/refuse-generator.ts'

export interface MapOptions {
  /** At most so many at once. Default: all. */
  readonly limit?: number | undefined
}

/**
 * Calls `fn` for all items together, or `limit` at a time, in order; resolves with the results in the items' order.
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
  const results: R[] = []
  const work = async (item: T, index: number) => {
    results[index] = await refuseGenerator(fn(item, index), 'What map was given')
  }
  Object.defineProperty(work, 'name', { value: fn.name || 'map' })
  await openNursery(
    (nursery) => {
      let index = 0
      for (const item of items) nursery.startSoon(work, item, index++)
    },
    { name: 'map', ...options },
  )
  return results
}
