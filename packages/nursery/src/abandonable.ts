import { current } from './plumbing/current.ts'
import { fairness } from './plumbing/fairness.ts'
import { checkCancelled, parkWaiter } from './plumbing/park.ts'
import type { RunState } from './plumbing/run-state.ts'
import type { Waiter } from './plumbing/waiter.ts'

/** Those who wait for one foreign promise. One reaction on it serves all, or a long-lived promise would keep every waiter. */
interface Audience {
  readonly waiters: Set<Waiter>
  /** Runs in which somebody gave it up. */
  readonly abandonedIn: Set<RunState>
}

const audiences = new WeakMap<PromiseLike<unknown>, Audience>()

/**
 * Waits for foreign work that can't be told to stop. Cancelled, it gives up waiting; the work goes on, and how it ends is
 * counted (`currentStatistics().abandoned`), never an unhandled rejection. Prefer {@link abortable} where there is a choice.
 *
 * @throws Cancelled; else what the promise rejects with.
 * @example
 * ```ts
 * const answer = await moveOnAfter(1_000, () => abandonable(legacyLookup(name)))
 * ```
 */
export async function abandonable<T>(promise: PromiseLike<T>): Promise<T> {
  if (typeof promise?.then !== 'function') {
    throw new TypeError('abandonable takes the promise of work that has begun: abandonable(lookup(name)).')
  }
  const slot = current()
  const { run } = slot.scope
  const audience = audienceOf(promise)
  const abandon = () => {
    if (audience.abandonedIn.has(run)) return
    audience.abandonedIn.add(run)
    run.abandoned.pending++
  }
  try {
    checkCancelled(slot)
  } catch (cancelled) {
    abandon()
    await fairness()
    throw cancelled
  }
  const waiter = parkWaiter<T>(slot, 'abandonable', {
    onAbort: (cancelled, aborted) => {
      audience.waiters.delete(aborted)
      abandon()
      aborted.fail(cancelled)
    },
  })
  if (!waiter.settled) audience.waiters.add(waiter)
  run.foreign++
  try {
    return await waiter.promise
  } finally {
    run.foreign--
  }
}

function audienceOf(promise: PromiseLike<unknown>): Audience {
  const known = audiences.get(promise)
  if (known) return known
  const audience: Audience = { waiters: new Set(), abandonedIn: new Set() }
  audiences.set(promise, audience)
  // Some that are no promises call back before `then` returns, when nobody is waiting yet.
  void Promise.resolve(promise).then(
    (value) => settle(promise, audience, 'fulfilled', (waiter) => waiter.wake(value)),
    (error: unknown) => settle(promise, audience, 'rejected', (waiter) => waiter.fail(error)),
  )
  return audience
}

function settle(
  promise: PromiseLike<unknown>,
  audience: Audience,
  outcome: 'fulfilled' | 'rejected',
  tell: (waiter: Waiter) => void,
): void {
  audiences.delete(promise)
  for (const waiter of audience.waiters) tell(waiter)
  for (const run of audience.abandonedIn) {
    run.abandoned.pending--
    run.abandoned[outcome]++
  }
}
