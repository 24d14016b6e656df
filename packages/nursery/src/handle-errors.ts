import { type ErrorFilter, NurseryError, type NurseryErrorOf } from './nursery-error.ts'
import { silence } from './plumbing/silence.ts'

/** A class of errors (or a predicate), and what to do with the group of those that match. */
export type ErrorHandler<E = any> = readonly [filter: ErrorFilter<E>, handler: (group: NurseryErrorOf<E>) => unknown]

/**
 * Python's `except*`: gives each handler the sub-group of the errors that match, each error to the first that matches, and
 * throws the rest again. An error that is in no group counts as a group of one. A cancellation passes by, unless the filter
 * is `Cancelled` or a predicate that takes it.
 *
 * Resolves with the promise's value, or with `undefined` when everything was handled.
 *
 * @throws what is left, as a group (or as it was, if nothing matched); errors of handlers join it.
 * @example
 * ```ts
 * await handleErrors(openNursery(body), [
 *   [TooSlowError, (group) => console.log(`${group.leaves().length} were too slow`)],
 * ])
 * ```
 */
export async function handleErrors<T, const E extends readonly unknown[] = readonly unknown[]>(
  promise: PromiseLike<T>,
  handlers: { readonly [K in keyof E]: ErrorHandler<E[K]> },
): Promise<T | undefined> {
  if (typeof promise === 'function') {
    throw new TypeError('handleErrors takes the promise of a block: handleErrors(openNursery(body), handlers).')
  }
  if (!arePairs(handlers)) {
    silence(promise)
    throw new TypeError('handleErrors takes a list of pairs: handleErrors(block, [[TooSlowError, (group) => { … }]]).')
  }
  try {
    return await promise
  } catch (error) {
    const rest = await handle(error, handlers)
    if (rest) throw rest.error
    return undefined
  }
}

/** Asked before the block has ended: an error that came out of it then would be lost behind the mistake in the call. */
function arePairs(handlers: unknown): boolean {
  return Array.isArray(handlers) && handlers.every((pair) => Array.isArray(pair) && pair.length === 2)
}

async function handle(error: unknown, handlers: readonly ErrorHandler[]): Promise<{ error: unknown } | undefined> {
  const group = error instanceof NurseryError ? error : new NurseryError([error])
  const raised: unknown[] = []
  let left: NurseryError | undefined = group
  for (const [filter, handler] of handlers) {
    if (!left) break
    const [matched, rest]: [NurseryError | undefined, NurseryError | undefined] = left.split(filter)
    if (!matched) continue
    left = rest
    try {
      await handler(matched)
    } catch (raisedError) {
      raised.push(raisedError)
    }
  }
  if (raised.length > 0) return { error: group.derive(left ? [...raised, left] : raised) }
  if (left === group) return { error }
  return left && { error: left }
}
