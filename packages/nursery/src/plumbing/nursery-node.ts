import { CancelScope } from '../cancel-scope.ts'
import { createCancelled, isCancelled } from '../cancelled.ts'
import type { Nursery, NurseryOptions, TaskStatus } from '../nursery.ts'
import { NurseryError } from '../nursery-error.ts'
import type { Task } from '../task.ts'
import type { Failure } from './close-scope.ts'
import type { Slot } from './context.ts'
import { Deque } from './deque.ts'
import { endTask } from './end-task.ts'
import { launch } from './launch.ts'
import { breathe, parkWaiter } from './park.ts'
import { PendingStart } from './pending-start.ts'
import { scopeToOpenIn } from './scope-to-open-in.ts'
import { type Block, ScopeNode } from './scope-node.ts'
import { type TaskKind, TaskNode, type TaskOwner } from './task-node.ts'
import { JOIN, type Waiter } from './waiter.ts'
import { silence } from './silence.ts'

/** The state behind a `Nursery`. */
export class NurseryNode implements Nursery, TaskOwner, Block {
  readonly node: ScopeNode
  readonly name: string
  /** Starts that still run under their callers; they hold the nursery open. */
  pendingStarts = 0
  #first: TaskNode | null = null
  #last: TaskNode | null = null
  /** Tasks in the list, and how many of them are services. */
  #size = 0
  #services = 0
  /** Ordinary tasks that may run now: all of them, or as many as the limit lets. */
  #running = 0
  readonly #limit: number
  /** Tasks that wait for their turn. */
  #queue: Deque<TaskNode> | null = null
  #starting = false
  /** What failed, in order of arrival; cancellations by this or an outer scope are kept apart. */
  readonly #errors: unknown[] = []
  #cancelled: unknown = null
  /** Cancellations that arrived while nothing here was cancelled: somebody else's, thus errors like others. */
  foreign: Set<unknown> | undefined
  /** Set once the body has ended and waits for the rest. */
  #joiner: Waiter | null = null
  #closed = false
  #scope: CancelScope | null = null

  constructor(slot: Slot, { name = 'nursery', limit = Infinity }: NurseryOptions) {
    if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
      throw new RangeError(`A nursery's limit is a whole number of tasks from 1, or Infinity, not ${limit}.`)
    }
    this.node = new ScopeNode(slot.scope.run, scopeToOpenIn(slot), slot.task, name)
    this.node.block = this
    this.name = name
    this.#limit = limit
  }

  get cancelScope(): CancelScope {
    return (this.#scope ??= CancelScope.of(this.node))
  }

  get childTasks(): ReadonlySet<Task> {
    return new Set(this.tasks())
  }

  *tasks(): Iterable<TaskNode> {
    for (let task = this.#first; task; task = task.next) yield task
  }

  startSoon<A extends unknown[], R>(fn: (...args: A) => R | PromiseLike<R>, ...args: A): Task<R> {
    const task = this.#spawn('startSoon', fn, args)
    if (this.#running < this.#limit) {
      this.#running++
      launch(task)
    } else {
      // Until its turn comes it is nobody's business: it neither runs nor blocks.
      task.run.live--
      ;(this.#queue ??= new Deque()).push(task)
    }
    return task
  }

  startService<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): Task {
    const task = this.#spawn('startService', fn, args, 'service')
    this.#services++
    task.ownScope()
    if (this.#joiner) this.#advance()
    launch(task)
    return task
  }

  async start<V, A extends unknown[]>(fn: (status: TaskStatus<V>, ...args: A) => unknown, ...args: A): Promise<V> {
    this.#check('start', fn)
    return new PendingStart<V>(this, fn, args).result()
  }

  /** Takes over a task that has said it is ready. */
  adopt(task: TaskNode): void {
    this.#link(task)
    this.#running++
    task.owner = this
  }

  /** A start is no longer pending. */
  startSettled(): void {
    this.pendingStarts--
    if (this.#joiner) this.#advance()
  }

  taskEnded(task: TaskNode, failed: boolean): void {
    this.#unlink(task)
    if (failed) this.fail(task.payload, task.name)
    if (task.kind === 'service') this.#services--
    else this.#running--
    // Else it is one that `#startQueued` has ended, which goes on when this returns.
    if (this.#starting) return
    if (this.#queue) this.#startQueued(this.#queue)
    if (this.#joiner) this.#advance()
  }

  /** L3: recorded, and the first one cancels everything else. */
  fail(error: unknown, taskName: string): void {
    if (!isCancelled(error)) this.#errors.push(error)
    else if (this.node.effective) this.#cancelled = error
    else {
      this.#errors.push(error)
      ;(this.foreign ??= new Set()).add(error)
    }
    if (!this.node.cause) this.node.cancel(createCancelled('nursery', error, taskName))
  }

  /** The body has ended: waits for everything else. A schedule point, never a cancel point. */
  async join(slot: Slot): Promise<void> {
    if (this.#size === 0 && this.pendingStarts === 0) {
      this.#closed = true
      return breathe(slot)
    }
    this.#joiner = parkWaiter(slot, `the tasks of ${this.name}`, { cancellable: false, item: JOIN })
    this.#advance()
    await this.#joiner.promise
  }

  /** L4: one group for all that failed; a cancellation alone passes as it is. */
  failure(): Failure | null {
    const cancelled = this.#cancelled === null ? [] : [this.#cancelled]
    if (this.#errors.length > 0) return { error: new NurseryError([...this.#errors, ...cancelled]) }
    return cancelled.length > 0 ? { error: cancelled[0] } : null
  }

  /** Once nothing but services is left these are cancelled; once nothing is left at all the nursery closes. */
  #advance(): void {
    if (this.#size > this.#services || this.pendingStarts > 0) return
    if (this.#size === 0) {
      this.#closed = true
      this.#joiner!.wake(undefined)
      return
    }
    for (const task of this.tasks()) {
      const own = task.ownScope()
      if (!own.cause) own.cancel(createCancelled('shutdown', `everything else in ${this.name} is done`))
    }
  }

  /** The next ones have their turn. To wait for it is a checkpoint: who was cancelled meanwhile is never called. */
  #startQueued(queue: Deque<TaskNode>): void {
    this.#starting = true
    while (queue.size > 0 && this.#running < this.#limit) {
      const task = queue.shift()
      this.#running++
      task.run.live++
      task.run.expireDue()
      const { effective } = task.scope
      if (effective) endTask(task, false, effective)
      else launch(task)
    }
    this.#starting = false
  }

  #spawn(method: string, fn: (...args: any[]) => unknown, args: unknown[], kind?: TaskKind): TaskNode {
    this.#check(method, fn)
    const task = new TaskNode(this, fn, args, kind)
    this.#link(task)
    task.run.instruments?.emit('taskSpawned', task)
    return task
  }

  #check(method: string, fn: unknown): void {
    if (typeof fn !== 'function') throw new TypeError(refusal(method, fn))
    if (this.#closed) {
      throw new Error(
        `${this.name} is closed to new tasks: call ${method} while its body or one of its tasks still runs.`,
      )
    }
  }

  #link(task: TaskNode): void {
    task.previous = this.#last
    if (this.#last) this.#last.next = task
    else this.#first = task
    this.#last = task
    this.#size++
  }

  #unlink(task: TaskNode): void {
    if (task.previous) task.previous.next = task.next
    else this.#first = task.next
    if (task.next) task.next.previous = task.previous
    else this.#last = task.previous
    task.previous = task.next = null
    this.#size--
  }
}

/** The classic mistakes, each with the call that was meant. */
function refusal(method: string, fn: unknown): string {
  silence(fn)
  if (typeof fn === 'object' && fn !== null) {
    if ('then' in fn)
      return `${method} takes the function, not its promise: ${method}(work, argument), not ${method}(work(argument)).`
    if ('next' in fn) return `${method} takes an async function, not a generator: ${method}(async () => { … }).`
  }
  return `${method} takes a function and its arguments: ${method}(work, argument).`
}
