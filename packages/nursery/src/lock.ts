import { BrokenResourceError, WouldBlock } from './errors.ts'
import { current } from './plumbing/current.ts'
import { breathe, enter, isAnonymous, park, refuse } from './plumbing/park.ts'
import type { TaskNode } from './plumbing/task-node.ts'
import { WaitQueue } from './plumbing/wait-queue.ts'
import type { Waiter } from './plumbing/waiter.ts'

export interface LockStatistics {
  readonly locked: boolean
  /** The name of the task that holds it. */
  readonly owner: string | undefined
  readonly tasksWaiting: number
}

/**
 * One task at a time. Only the task that acquired it may release it, and it can't acquire it twice. First in, first out: a
 * released lock belongs to who has waited longest from that moment (L16), so nobody barges in.
 *
 * A task that ends while it holds the lock breaks it: those who wait, and all who come later, get BrokenResourceError,
 * because what the lock guards was left half-changed.
 *
 * @example
 * ```ts
 * const lock = new Lock()
 * {
 *   using _ = await lock.acquire()
 *   await changeBothFiles()
 * }
 * ```
 */
export class Lock {
  #owner: TaskNode | null = null
  #broken = false
  /** Set while there is an owner. */
  #forget!: () => void
  /** Each waiter brings the task that will own the lock. */
  readonly #queue = new WaitQueue<void, TaskNode>()

  get locked(): boolean {
    return this.#owner !== null
  }

  /**
   * Waits for the lock. Dispose of the result, or call `release()`.
   *
   * @throws Cancelled, and then it was not acquired; BrokenResourceError; Error when the caller holds it already.
   */
  async acquire(): Promise<Disposable> {
    const slot = enter() ?? (await refuse())
    if (this.#take(slot.task)) await breathe(slot)
    else await park(slot, 'lock.acquire', { queue: this.#queue, item: slot.task })
    return this.#hold()
  }

  /** @throws WouldBlock when it is held; BrokenResourceError; Error when the caller holds it already. */
  acquireNowait(): Disposable {
    if (!this.#take(current().task)) throw new WouldBlock()
    return this.#hold()
  }

  /** Never waits. @throws Error unless the calling task holds it. */
  release(): void {
    this.assertOwned('release')
    this.#pass()
  }

  statistics(): LockStatistics {
    return Object.freeze({ locked: this.locked, owner: this.#owner?.name, tasksWaiting: this.#queue.size })
  }

  /** @internal @throws Error unless the calling task holds it. */
  assertOwned(what: string): void {
    if (this.#owner !== current().task)
      throw new Error(`Only the task that holds the lock can ${what} it: acquire it first.`)
  }

  /**
   * @internal Puts a condition's waiter at the end of the line for this lock; it is woken when the lock is its task's, and
   * can't be cancelled any more.
   */
  lendTo(waiter: Waiter<void>): void {
    waiter.shield()
    waiter.queue?.remove(waiter)
    if (this.#broken) return waiter.fail(broken())
    waiter.item = waiter.task
    this.#queue.add(waiter)
    if (!this.#owner) this.#next()
  }

  #take(task: TaskNode): boolean {
    if (this.#broken) throw broken()
    if (this.#owner === task && !isAnonymous(task)) {
      throw new Error('This task holds the lock already, and would wait for itself: acquire it once.')
    }
    if (this.#owner) return false
    this.#own(task)
    return true
  }

  #own(task: TaskNode): void {
    this.#owner = task
    this.#forget = task.onExit(() => this.#break())
  }

  #pass(): void {
    this.#forget()
    this.#owner = null
    this.#next()
  }

  #next(): void {
    if (this.#queue.size === 0) return
    this.#own(this.#queue.firstItem)
    this.#queue.wake()
  }

  #break(): void {
    this.#broken = true
    this.#owner = null
    this.#queue.failAll(broken)
  }

  #hold(): Disposable {
    const owner = this.#owner
    let held = true
    return {
      [Symbol.dispose]: () => {
        // Whoever disposes of it, a lock that was released by hand, or broken, meanwhile is not theirs to pass on.
        if (held && this.#owner === owner) this.#pass()
        held = false
      },
    }
  }
}

function broken(): BrokenResourceError {
  return new BrokenResourceError('A task ended while it held this lock.')
}
