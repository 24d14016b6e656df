import { abandonable } from './abandonable.ts'
import { isCancelled } from './cancelled.ts'

/**
 * The items of any async iterable, with a checkpoint at each step: for sources that know nothing of this package, whose
 * wait for the next item would otherwise hold up a cancellation. Cancelled, it gives up waiting and tells the source to end
 * (`return()`), without waiting for that.
 *
 * @throws Cancelled; what the source throws.
 * @example
 * ```ts
 * for await (const event of fromAsyncIterable(on(emitter, 'data'))) handle(event)
 * ```
 */
export async function* fromAsyncIterable<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]()
  for (;;) {
    const result = await next(iterator)
    if (result.done) return
    let left = true
    try {
      yield result.value
      left = false
    } finally {
      if (left) await iterator.return?.()
    }
  }
}

async function next<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
  try {
    return await abandonable(Promise.resolve(iterator.next()))
  } catch (error) {
    // A source busy with its next item comes to its end only after that: not waited for.
    if (isCancelled(error)) Promise.try(() => iterator.return?.()).catch(() => {})
    throw error
  }
}
