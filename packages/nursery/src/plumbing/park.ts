/**
 * How a primitive blocks. Everything that waits in this package is built from the functions of this file:
 *
 * - `enter() ?? (await refuse())` first, in every operation: finds the caller's slot, fires deadlines that have passed,
 *   throws when the caller is cancelled (L11: before anything else is checked, such as "closed").
 * - `breathe(slot)` when the operation needn't block: the schedule point. `await` it if it returns a promise; in an async
 *   function that is enough, as its caller waits a microtask anyway.
 * - `park(slot, on, { queue })` to block: FIFO in a `WaitQueue`, until somebody calls `queue.wake(value)` (direct
 *   hand-off, L16), `waiter.fail(error)` or the caller's scope is cancelled. `on` is what the task tree shows.
 *
 * A woken waiter has its value for good, though its scope be cancelled in the same turn; a cancelled waiter has already
 * left its queue, so the next hand-off goes to the one behind it. So nothing is lost in either order, and a primitive
 * needs no clean-up code: change your counters *when you wake*, on behalf of the one you wake.
 *
 * `CapacityLimiter` is the model; in short:
 *
 * ```ts
 * async acquire() {
 *   const slot = enter() ?? (await refuse())
 *   if (this.#tryTake(slot.task)) return breathe(slot)
 *   await park(slot, 'thing.acquire', { queue: this.#queue })
 * }
 * release() { if (!this.#queue.wake()) this.#free++ }
 * ```
 *
 * An operation that must not be cancelled while it waits (a condition taking its lock again) passes `cancellable: false`.
 * `waiter.task` (or `slot.task`) is the identity of the caller, for owners and borrowers; code outside any run shares
 * one task (`isAnonymous`), which must be allowed to hold things more than once. `task.onExit(fn)` tells of its end.
 */
import type { Cancelled } from '../cancelled.ts'
import type { Slot } from './context.ts'
import { current } from './current.ts'
import { fairness } from './fairness.ts'
import { TaskNode } from './task-node.ts'
import { type OnAbort, Waiter } from './waiter.ts'
import type { WaitQueue } from './wait-queue.ts'

export interface ParkOptions<T> {
  readonly queue?: WaitQueue<T, any> | undefined
  /** Kept at `waiter.item`. */
  readonly item?: unknown
  /** When the clock wakes it with `undefined`, on the run's clock. */
  readonly due?: number
  /** False: only a wake ends it. */
  readonly cancellable?: boolean
  /** Called instead of rejecting when the scope is cancelled; the waiter stays until it is woken or failed. */
  readonly onAbort?: OnAbort<T>
}

/**
 * The start of every operation: the caller's slot; undefined when the caller is cancelled and {@link refuse} has to say so.
 *
 * @throws Cancelled when the caller's scope is cancelled.
 */
export function enter(): Slot | undefined {
  const slot = current()
  const { scope } = slot
  scope.run.expireDue()
  scope.run.probe?.(slot.task, 'cancel')
  return scope.effective ? tell(scope.effective) : slot
}

/** Throws, unless the host is due a turn first. Apart, as the compiler puts a short `enter` into every operation. */
function tell(cancelled: Cancelled): undefined {
  if (!fairness()) throw cancelled
}

/**
 * Tells a cancelled caller so once timers and I/O have had the turn that is due. Code that swallows what it is told and comes
 * again would keep them out for good.
 */
export async function refuse(): Promise<never> {
  const { effective } = current().scope
  await fairness()
  throw effective
}

/** The cancel half of a checkpoint. */
export function checkCancelled(slot: Slot): void {
  const { run } = slot.scope
  run.expireDue()
  run.probe?.(slot.task, 'cancel')
  if (slot.scope.effective) throw slot.scope.effective
}

/** The schedule half of a checkpoint; undefined when the microtask of the caller's `await` will do. */
export function breathe(slot: Slot): Promise<void> | undefined {
  const { run } = slot.scope
  run.probe?.(slot.task, 'schedule')
  if (run.stepper) return run.stepper.yield(slot.task)
  return fairness()
}

/** Blocks the caller. Call it after `enter()`, in the same turn. */
export function park<T = void>(slot: Slot, on: string, options?: ParkOptions<T>): Promise<T> {
  return parkWaiter<T>(slot, on, options).promise
}

/** As {@link park}, for those who keep the waiter. */
export function parkWaiter<T = void>(slot: Slot, on: string, options: ParkOptions<T> = {}): Waiter<T> {
  const { task, scope } = slot
  const { queue, item, due = Infinity, cancellable = true, onAbort = null } = options
  const waiter = new Waiter<T>(task, cancellable ? scope : null, on, onAbort)
  waiter.item = item
  queue?.add(waiter)
  if (due !== Infinity) {
    waiter.due = due
    task.run.heap.add(waiter)
    task.run.arm()
  }
  task.run.blocked(task, on)
  return waiter
}

/** Whether an owner or borrower is the one task that stands for all code outside any run. */
export function isAnonymous(owner: unknown): boolean {
  return owner instanceof TaskNode && owner.kind === 'anonymous'
}
