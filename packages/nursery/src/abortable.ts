import type { Cancelled } from './cancelled.ts'
import { enter, parkWaiter, refuse } from './plumbing/park.ts'
import { JOIN } from './plumbing/waiter.ts'

/**
 * Calls foreign work that can be told to stop: `fn`'s signal aborts when the scope is cancelled. It always waits for `fn`
 * to end, so nothing of it is left running.
 *
 * Resolves with what `fn` resolves with, even if it was being cancelled: a result that arrived is kept.
 *
 * @throws Cancelled when `fn` gave up because of the signal: with its reason, an AbortError, or an error that has the reason
 * as its `cause`; else what `fn` rejects with.
 * @example
 * ```ts
 * const response = await abortable((signal) => fetch(url, { signal }))
 * ```
 */
export async function abortable<T>(fn: (signal: AbortSignal) => PromiseLike<T>): Promise<T> {
  if (typeof fn !== 'function') {
    throw new TypeError('abortable takes a function of a signal: abortable((signal) => fetch(url, { signal })).')
  }
  const slot = enter() ?? (await refuse())
  const { run } = slot.scope
  const controller = new AbortController()
  let cancelled: Cancelled | undefined
  const onAbort = (cause: Cancelled) => {
    cancelled = cause
    controller.abort(cause)
  }
  // As a block does, it waits for what it has started, whatever happens.
  const waiter = parkWaiter(slot, 'abortable', { onAbort, item: JOIN })
  run.foreign++
  try {
    return await fn(controller.signal)
  } catch (error) {
    throw cancelled && isAbortOf(error, cancelled) ? cancelled : error
  } finally {
    run.foreign--
    waiter.wake()
    await waiter.promise
  }
}

/** APIs reject with the signal's reason, or with an AbortError of their own. */
function isAbortOf(error: unknown, cancelled: Cancelled): boolean {
  return error === cancelled || (error instanceof Error && (error.name === 'AbortError' || error.cause === cancelled))
}
