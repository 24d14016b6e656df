import { openNursery } from './open-nursery.ts'
import { startEach } from './plumbing/start-each.ts'

/** The results of functions, in a tuple of the same shape. */
export type Results<F extends readonly (() => unknown)[]> = { -readonly [K in keyof F]: Awaited<ReturnType<F[K]>> }

/**
 * Runs functions together; resolves with their results, in order. As `Promise.all`, but that a failure cancels the others
 * and waits for them, and that nothing which fails is lost.
 *
 * @throws NurseryError with everything that failed; Cancelled.
 * @example
 * ```ts
 * const [user, posts] = await all([() => fetchUser(id), () => fetchPosts(id)])
 * ```
 */
export async function all<const F extends readonly (() => unknown)[]>(fns: F): Promise<Results<F>> {
  const results: unknown[] = []
  await openNursery((nursery) => startEach(nursery, 'all', fns, (result, index) => void (results[index] = result)), {
    name: 'all',
  })
  return results as Results<F>
}
