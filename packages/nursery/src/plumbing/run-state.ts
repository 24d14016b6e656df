import type { Clock } from '../clock.ts'
import { DeadlockError } from '../errors.ts'
import { createCancelled } from '../cancelled.ts'
import { dumpTree } from './dump-tree.ts'
import { DueHeap } from './due-heap.ts'
import { hostHadItsTurn } from './fairness.ts'
import type { IdleWatch } from './idle-watch.ts'
import type { InstrumentSet } from './instrument-set.ts'
import type { LaunchBatch } from './launch-batch.ts'
import { ScopeNode } from './scope-node.ts'
import type { Stepper } from './stepper.ts'
import { type TaskKind, TaskNode } from './task-node.ts'
import { JOIN, Waiter } from './waiter.ts'

/** See `clock.ts`: what is due within it is due. */
const ROUNDING = 1e-6

/** One run: its clock, its root scope, its main task, and the counters that tell when all of it is blocked. */
export class RunState {
  readonly name: string
  readonly clock: Clock
  readonly root: ScopeNode
  readonly main: TaskNode
  /** Deadlines of scopes, and waiters that the clock wakes. */
  readonly heap = new DueHeap<ScopeNode | Waiter>()
  /** Tasks that have not ended, the main one included. */
  live = 0
  /** Those of them blocked in at least one operation of this package. */
  blockedTasks = 0
  /** Calls of foreign code being waited for. */
  foreign = 0
  /** Promises given up by `abandonable`: those not settled yet, and how the others ended. */
  readonly abandoned = { pending: 0, fulfilled: 0, rejected: 0 }
  /** Rises with each wake-up, so that a watcher sees that something happened. */
  activity = 0
  /** The tasks that will start together, in the microtask already asked for. */
  batch: LaunchBatch | null = null
  /** Set where one step at a time is wanted: under a seed, or with instruments. */
  stepper: Stepper | null = null
  instruments: InstrumentSet | null = null
  /** Set while somebody wants to know when all is blocked. */
  idle: IdleWatch | null = null
  /** Told of each half of each checkpoint, for tests. */
  probe: ((task: TaskNode, half: 'cancel' | 'schedule') => void) | null = null
  /** Why the run failed although its main task didn't. */
  failure: DeadlockError | null = null
  /** Rejects the run's promise even if main never comes back. */
  giveUp!: (error: unknown) => void
  #attempts = 0
  /** Nobody waits for it any more, whatever its tasks do. */
  #givenUp = false
  #armedFor = Infinity
  #disarm: () => void = () => {}

  constructor(name: string, clock: Clock, fn: (...args: any[]) => unknown, kind?: TaskKind) {
    this.name = name
    this.clock = clock
    this.root = new ScopeNode(this, null, undefined, name)
    this.main = new TaskNode({ node: this.root, taskEnded: () => {} }, fn, [], kind)
    this.main.own = this.root
    ;(this.root as { task: TaskNode }).task = this.main
    this.main.status = 'running'
  }

  /** Sees to it that the clock calls at the earliest time in the heap. One timer of the host serves the whole run. */
  arm(): void {
    const first = this.heap.items[0]
    if (!first || first.due >= this.#armedFor) return
    this.#disarm()
    this.#armedFor = first.due
    this.#disarm = this.clock.callAt(first.due, this.#tick)
  }

  /** Takes an item out of the heap, and the host's timer down with the last one. */
  forget(item: ScopeNode | Waiter): void {
    if (item.at < 0) return
    this.heap.remove(item)
    this.#disarmIfEmpty()
  }

  #disarmIfEmpty(): void {
    if (this.heap.items.length > 0 || this.#armedFor === Infinity) return
    this.#disarm()
    this.#armedFor = Infinity
  }

  readonly #tick = () => {
    hostHadItsTurn()
    this.#armedFor = Infinity
    this.expireDue()
    this.arm()
  }

  /**
   * L15: all expired scopes are cancelled before anything else wakes, so that the outermost wins a tie. Two
   * functions, as the compiler puts a short one into every operation.
   */
  expireDue(): void {
    if (this.heap.items.length > 0) this.#expire()
  }

  #expire(): void {
    const { items } = this.heap
    const limit = this.clock.now() + ROUNDING
    if (items[0]!.due > limit) return
    const waiters: Waiter[] = []
    const scopes: ScopeNode[] = []
    for (let item = items[0]; item && item.due <= limit; item = items[0]) {
      this.heap.remove(item)
      if (item instanceof Waiter) waiters.push(item)
      else scopes.push(item)
    }
    for (const scope of scopes) scope.expire()
    for (const waiter of waiters) if (!waiter.settled) waiter.expire()
    this.#disarmIfEmpty()
  }

  /** A task has blocked: the end of its step. */
  blocked(task: TaskNode, on: string): void {
    this.probe?.(task, 'schedule')
    this.instruments?.emit('taskBlocked', task, on)
    this.stepper?.stepEnded(task)
    this.idle?.check()
  }

  get isIdle(): boolean {
    return (
      !this.#givenUp &&
      this.live > 0 &&
      this.blockedTasks === this.live &&
      this.foreign === 0 &&
      (!this.stepper || this.stepper.isIdle)
    )
  }

  /**
   * Nothing can wake any task: fail the run, in three attempts, the next one whenever all is blocked again.
   * First cancel it, so that clean-up runs; then fail what is blocked behind shields; then leave main where it hangs.
   */
  deadlock(): void {
    const error = (this.failure ??= new DeadlockError(dumpTree(this)))
    this.#attempts++
    if (this.#attempts === 1) this.root.cancel(createCancelled('shutdown', error))
    else if (this.#attempts === 2) this.#failBlocked(error)
    else {
      this.#givenUp = true
      this.giveUp(error)
    }
  }

  #failBlocked(error: DeadlockError): void {
    const nodes = [this.root]
    const blocked = new Set<Waiter>()
    for (const node of nodes) {
      for (const task of [node.task, ...(node.block?.tasks() ?? [])]) {
        for (let waiter = task.waiting; waiter; waiter = waiter.nextOfTask)
          if (waiter.item !== JOIN) blocked.add(waiter)
      }
      if (node.children) for (const child of node.children) nodes.push(child)
    }
    for (const waiter of blocked) waiter.fail(error)
  }
}
