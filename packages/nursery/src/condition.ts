import type { Cancelled } from './cancelled.ts'
import { Lock, type LockStatistics } from './lock.ts'
import { enter, parkWaiter, refuse } from './plumbing/park.ts'
import { WaitQueue } from './plumbing/wait-queue.ts'

export interface ConditionStatistics {
  readonly tasksWaiting: number
  readonly lockStatistics: LockStatistics
}

/**
 * Waiting, with a lock, for something that the lock guards to change. `wait` lets go of the lock, waits to be notified, and
 * has the lock again before it returns or throws, even when cancelled.
 *
 * @example
 * ```ts
 * using _ = await condition.acquire()
 * while (queue.length === 0) await condition.wait()
 * ```
 */
export class Condition {
  readonly #lock: Lock
  readonly #queue = new WaitQueue()

  constructor(lock: Lock = new Lock()) {
    if (!(lock instanceof Lock)) throw new TypeError('A condition needs a Lock: new Condition(new Lock()).')
    this.#lock = lock
  }

  get locked(): boolean {
    return this.#lock.locked
  }

  /** As `Lock.acquire`. */
  acquire(): Promise<Disposable> {
    return this.#lock.acquire()
  }

  /** As `Lock.acquireNowait`. */
  acquireNowait(): Disposable {
    return this.#lock.acquireNowait()
  }

  /** As `Lock.release`. */
  release(): void {
    this.#lock.release()
  }

  /** Waits for a `notify`. @throws Cancelled, with the lock held again; Error unless the caller holds the lock. */
  async wait(): Promise<void> {
    const slot = enter() ?? (await refuse())
    this.#lock.assertOwned('wait with')
    let cancelled: Cancelled | undefined
    const waiter = parkWaiter(slot, 'condition.wait', {
      queue: this.#queue,
      onAbort: (reason, aborted) => {
        cancelled = reason
        this.#lock.lendTo(aborted)
      },
    })
    this.#lock.release()
    await waiter.promise
    if (cancelled) throw cancelled
  }

  /** Wakes the `n` who have waited longest; they go on once they have the lock, in that order. Never waits. @throws RangeError; Error unless the caller holds the lock. */
  notify(n = 1): void {
    if (n !== Infinity && !(Number.isInteger(n) && n >= 0)) {
      throw new RangeError(`notify takes a whole number of waiters from 0, or Infinity, not ${n}.`)
    }
    this.#lock.assertOwned('notify with')
    for (let left = n; left > 0 && this.#queue.first; left--) this.#lock.lendTo(this.#queue.first)
  }

  /** Wakes all. Never waits. */
  notifyAll(): void {
    this.notify(Infinity)
  }

  statistics(): ConditionStatistics {
    return Object.freeze({ tasksWaiting: this.#queue.size, lockStatistics: this.#lock.statistics() })
  }
}
