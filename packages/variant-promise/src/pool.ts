/**
 * Calls `work` for each item, at most `limit` at once: as many chains as the limit allows share one iterator, and each
 * takes the next item when its last is done. Once the signal is aborted no more are taken. Fulfils when all chains have
 * ended, so `work` must not reject: `Promise.all` wouldn't wait for the others.
 */
export function pool<Item>(
  items: Iterable<Item>,
  limit: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<unknown>,
): Promise<unknown> {
  const rest = items[Symbol.iterator]()
  const takeNext = (): Promise<void> => {
    const next = signal.aborted ? END : rest.next()
    return next.done ? Promise.resolve() : work(next.value).then(takeNext)
  }
  // In the next microtask: what is begun at the call can't be kept from it by whoever aborts during the call.
  return Promise.all(Array.from({ length: limit }, () => Promise.resolve().then(takeNext)))
}

const END = { done: true, value: undefined } as const
