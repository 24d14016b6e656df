import { RunCancelled } from '@interleave/contract'
import type { Cancel, Done } from './callback.ts'

/**
 * Calls `work` for each item, at most `limit` in flight. The first error stops the rest; the callback hears of it when
 * all that was in flight has called back. An error from cleaning up goes before the cancel that led to it.
 */
export function queue<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item, done: Done) => Cancel,
  callback: Done,
): Cancel {
  const waiting = [...items].toReversed()
  const cancels = new Set<Cancel>()
  let inFlight = 0
  let over = false
  let failed: Error | null = null

  const begin = (item: Item) => {
    inFlight++
    const cancel = work(item, (error) => {
      inFlight--
      cancels.delete(cancel)
      if (error) stop(error)
      advance()
    })
    cancels.add(cancel)
  }
  const mayBegin = () => failed === null && inFlight < limit
  const advance = () => {
    while (waiting.length > 0 && mayBegin()) begin(waiting.pop()!)
    if (inFlight > 0 || over) return
    over = true
    process.nextTick(() => callback(failed))
  }
  const stop = (error: Error) => {
    if (error === failed) return
    if (failed === null || failed instanceof RunCancelled) failed = error
    for (const cancel of cancels) cancel(error)
  }

  process.nextTick(advance) // nobody can stop what begins before this has returned
  return stop
}
