import type { Cancelled } from '../cancelled.ts'
import type { Due } from './due-heap.ts'
import { fairness } from './fairness.ts'
import type { ScopeNode } from './scope-node.ts'
import type { TaskNode } from './task-node.ts'
import type { WaitQueue } from './wait-queue.ts'

/** The item of a waiter that waits for tasks or foreign work to end; it can't be failed, for a block never ends before them. */
export const JOIN = Symbol('join')

/** Given the waiter too: it may be cancelled before whoever made it has it in hand. */
export type OnAbort<T> = (cancelled: Cancelled, waiter: Waiter<T>) => void

/** One blocked operation. It is settled exactly once: whoever comes first, a value or a cancellation, wins. */
export class Waiter<T = any> implements Due {
  readonly task: TaskNode
  /** What the caller of the operation awaits. */
  readonly promise: Promise<T>
  /** Where it waits for a cancellation; null when it can't be cancelled, and once settled. */
  scope: ScopeNode | null
  /** What it waits for, in the words of the task tree: `sleep`, `lock.acquire`. */
  readonly on: string
  /** Replaces the default answer to a cancellation, which is to reject with it. Called once at most. */
  onAbort: OnAbort<T> | null
  /** What a blocked sender offers, or whatever else the primitive keeps beside a waiter. */
  item: unknown
  /** When the clock wakes it; in the run's heap exactly while finite and not settled. */
  due = Infinity
  seq = 0
  at = -1
  /** Its queue, and its neighbours in it. */
  queue: WaitQueue<any, any> | null = null
  previous: Waiter | null = null
  next: Waiter | null = null
  /** Neighbours in the list of what its task waits for. */
  previousOfTask: Waiter | null = null
  nextOfTask: Waiter | null = null
  #resolve!: (value: T) => void
  /** Null once settled. */
  #reject: ((error: unknown) => void) | null = null

  constructor(task: TaskNode, scope: ScopeNode | null, on: string, onAbort: OnAbort<T> | null) {
    this.task = task
    this.scope = scope
    this.on = on
    this.onAbort = onAbort
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    if (scope) (scope.waiters ??= new Set()).add(this)
    task.block(this)
  }

  get settled(): boolean {
    return this.#reject === null
  }

  /** Hands over a value; from here on no cancellation can touch it. */
  wake(value: T): void {
    this.#leave()
    const { run } = this.task
    if (run.stepper) return run.stepper.schedule(this.task, () => this.#resolve(value))
    const turn = fairness()
    if (turn) void turn.then(() => this.#resolve(value))
    else this.#resolve(value)
  }

  fail(error: unknown): void {
    const reject = this.#reject!
    this.#leave()
    const { stepper } = this.task.run
    if (stepper) stepper.schedule(this.task, () => reject(error))
    else reject(error)
  }

  /** The scope became cancelled (it has already forgotten this waiter). */
  abort(cancelled: Cancelled): void {
    if (this.settled) return
    this.scope = null
    if (this.onAbort) this.onAbort(cancelled, this)
    else this.fail(cancelled)
  }

  /** From here on only a wake or a failure ends it. */
  shield(): void {
    this.scope?.waiters?.delete(this)
    this.scope = null
  }

  /** Nobody will await this any more, as its block has ended: let go of it without an unhandled rejection. */
  drop(cancelled: Cancelled): void {
    this.promise.catch(() => {})
    this.shield()
    this.abort(cancelled)
  }

  expire(): void {
    this.wake(undefined as T)
  }

  describe(): string {
    if (this.due === Infinity) return this.on
    const left = this.due - this.task.run.clock.now()
    return `${this.on} (${Math.max(0, Math.round(left))} ms left)`
  }

  /** Takes it out of everything that could settle it again. */
  #leave(): void {
    this.#reject = null
    this.shield()
    this.queue?.remove(this)
    this.task.run.forget(this)
    this.task.unblock(this)
  }
}
