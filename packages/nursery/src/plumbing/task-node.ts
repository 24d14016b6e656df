import { createCancelled, type Cancelled } from '../cancelled.ts'
import type { Task, TaskState } from '../task.ts'
import { Slot } from './context.ts'
import { currentTaskName } from './current.ts'
import { breathe, enter, park, refuse } from './park.ts'
import type { RunState } from './run-state.ts'
import { ScopeNode } from './scope-node.ts'
import type { Waiter } from './waiter.ts'
import { WaitQueue } from './wait-queue.ts'

/** Who a task reports its end to: a nursery, a pending `start`, the run. */
export interface TaskOwner {
  /** The scope its tasks live in. */
  readonly node: ScopeNode
  /** `failed`: with an error that nobody took, be it a cancellation from further out. */
  taskEnded(task: TaskNode, failed: boolean): void
}

/** What a task is to its owner; the anonymous one stands for all code outside any run. */
export type TaskKind = 'ordinary' | 'service' | 'anonymous'

/** Those who want to know of a task's end: rarely anybody. */
interface Followers {
  readonly joiners: WaitQueue
  readonly hooks: Set<() => void>
}

/**
 * A task is its own list node, its own handle and its own slot: starting one costs this object and its arguments, so it has
 * few fields.
 */
export class TaskNode<R = any> extends Slot implements Task<R> {
  owner: TaskOwner
  readonly fn: (...args: any[]) => unknown
  status: TaskState = 'pending'
  readonly kind: TaskKind
  /** First its arguments, once it has ended its result or its error. */
  payload: unknown
  /** Where its code is: its own scope, or its nursery's while it has none. */
  scope: ScopeNode
  /** Its own scope, between its nursery's and all it opens; made when it is first needed. */
  own: ScopeNode | null = null
  /** The latest of the operations it is blocked on. */
  waiting: Waiter | null = null
  /** Neighbours among the tasks of its owner. */
  previous: TaskNode | null = null
  next: TaskNode | null = null
  /** Behind it in the queue of those to be started. */
  nextToStart: TaskNode | null = null
  #followers: Followers | null = null

  constructor(owner: TaskOwner, fn: (...args: any[]) => unknown, args: unknown[], kind: TaskKind = 'ordinary') {
    super()
    this.owner = owner
    this.fn = fn
    this.payload = args
    this.kind = kind
    this.scope = owner.node
    owner.node.run.live++
  }

  get task(): this {
    return this
  }

  get run(): RunState {
    return this.owner.node.run
  }

  get name(): string {
    return this.fn.name || 'anonymous'
  }

  get ended(): boolean {
    return this.status !== 'pending' && this.status !== 'running'
  }

  async join(): Promise<R> {
    const slot = enter() ?? (await refuse())
    if (this.ended) await breathe(slot)
    else await park(slot, `join of ${this.name}`, { queue: this.#follow().joiners })
    if (this.status === 'done') return this.payload as R
    throw this.payload
  }

  cancel(reason?: unknown): void {
    if (!this.ended) this.ownScope().cancel(createCancelled('explicit', reason, currentTaskName()))
  }

  /** Its own scope. Made late, it takes over what the task is already blocked on. */
  ownScope(): ScopeNode {
    if (this.own) return this.own
    const outer = this.owner.node
    const own = new ScopeNode(this.run, outer, this, undefined, this.kind === 'service')
    this.scope = this.own = own
    for (let waiter = this.waiting; waiter; waiter = waiter.nextOfTask) {
      // Without a set they are being told at this very moment that the outer scope is cancelled.
      if (waiter.scope !== outer || !outer.waiters) continue
      outer.waiters.delete(waiter)
      waiter.scope = own
      ;(own.waiters ??= new Set()).add(waiter)
    }
    return own
  }

  block(waiter: Waiter): void {
    const { waiting } = this
    if (waiting) waiting.previousOfTask = waiter
    else this.run.blockedTasks++
    waiter.nextOfTask = waiting
    this.waiting = waiter
  }

  unblock(waiter: Waiter): void {
    const { previousOfTask, nextOfTask } = waiter
    if (previousOfTask) previousOfTask.nextOfTask = nextOfTask
    else this.waiting = nextOfTask
    if (nextOfTask) nextOfTask.previousOfTask = previousOfTask
    waiter.previousOfTask = waiter.nextOfTask = null
    this.run.activity++
    if (!this.waiting && !this.ended) this.run.blockedTasks--
  }

  /** Calls `fn` when it ends, in the same turn. The function returned takes it back. */
  onExit(fn: () => void): () => void {
    const { hooks } = this.#follow()
    hooks.add(fn)
    return () => void hooks.delete(fn)
  }

  /** Its last moment: everybody who depends on it is told. */
  end(status: TaskState, outcome: unknown, failed = status !== 'done'): void {
    this.status = status
    this.payload = outcome
    const { run } = this
    run.live--
    if (this.waiting) run.blockedTasks--
    const followers = this.#followers
    if (followers) {
      for (const hook of followers.hooks) hook()
      followers.joiners.wakeAll()
    }
    this.owner.taskEnded(this, failed)
    run.instruments?.emit('taskExited', this)
    run.stepper?.stepEnded(this)
    run.idle?.check()
  }

  #follow(): Followers {
    return (this.#followers ??= { joiners: new WaitQueue(), hooks: new Set() })
  }

  /** Lets go of operations it started and never awaited. */
  dropWaiters(cancelled: Cancelled): void {
    for (let waiter = this.waiting; waiter;) {
      const following: Waiter | null = waiter.nextOfTask
      if (waiter.scope === this.owner.node) waiter.drop(cancelled)
      waiter = following
    }
  }
}
