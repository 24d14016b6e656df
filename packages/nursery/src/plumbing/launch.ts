import {
  type Context,
  contextHere,
  enterSlot,
  isAmbient,
  markOf,
  runInContext,
  runInSlot,
  Slot,
  slotHere,
} from './context.ts'
import { endTask } from './end-task.ts'
import type { TaskNode } from './task-node.ts'

/** Tasks that start in the same microtask; each of them needs a context of its own, which costs more than a small task. */
const LANES = 256

const resolved = Promise.resolve()

/**
 * Starting tasks, at little more than the cost of calling their functions.
 *
 * A task needs an identity (who is cancelled, who owns the lock) that survives its awaits, which takes an AsyncLocalStorage
 * frame. Frames are dear, so they are lanes: a lane whose task has ended starts the next one of the batch *inside the
 * completion callback*, which already runs in the lane's frame. A hundred thousand tasks that end at once share 256 frames;
 * a task that goes on keeps its lane, and the batch opens others.
 *
 * A batch holds tasks asked for in one turn, from one context (an AsyncLocalStorage of the user's makes another), and
 * starts them in that context. What a task makes of it (`enterWith`) is its own: each lane is opened in the context as it
 * was, and one whose frame has changed takes no other task on.
 */
export class LaunchBatch {
  readonly mark: unknown
  readonly #context: Context | undefined
  #first: TaskNode | null = null
  #last: TaskNode | null = null
  /** Tasks started by lanes set free, since the last look. */
  restarted = 0
  #willAdvance = false

  constructor(mark: unknown, context: Context | undefined) {
    this.mark = mark
    this.#context = context
  }

  get isEmpty(): boolean {
    return this.#first === null
  }

  add(task: TaskNode): void {
    if (this.#last) this.#last.nextToStart = task
    else this.#first = task
    this.#last = task
  }

  take(): TaskNode | null {
    const task = this.#first
    if (task) {
      this.#first = task.nextToStart
      task.nextToStart = null
    }
    return task
  }

  /** The turn in which the batch was filled is over. */
  readonly open = (): void => {
    const { run } = this.#first!
    if (run.batch === this) run.batch = null
    this.#advance()
  }

  /** Sees to it that what is left is started. */
  advanceSoon(): void {
    if (this.#willAdvance) return
    this.#willAdvance = true
    void resolved.then(this.#advance)
  }

  /** Opens as many lanes as are missing. */
  readonly #advance = (): void => {
    this.#willAdvance = false
    let missing = LANES - this.restarted
    this.restarted = 0
    for (; missing > 0; missing--) {
      const task = this.take()
      if (!task) return
      runInContext(this.#context, openLane, task, this)
    }
    if (this.#first) this.advanceSoon()
  }
}

function openLane(task: TaskNode, batch: LaunchBatch): void {
  const lane = new Lane(task, batch)
  enterSlot(lane)
  lane.frame = markOf(contextHere())
  lane.start(task)
}

/** The slot of one running task after the other. */
class Lane extends Slot {
  /** The mark of its context as it was opened. */
  frame: unknown
  readonly #batch: LaunchBatch | null

  constructor(task: TaskNode, batch: LaunchBatch | null) {
    super(task, task.owner.node)
    this.#batch = batch
  }

  /** Runs tasks until one has to be waited for. */
  start(first: TaskNode): void {
    for (let task: TaskNode | null = first; task; task = this.#next()) {
      this.task = task
      this.scope = task.own ?? task.owner.node
      task.slot = this
      task.status = 'running'
      const args = task.payload as unknown[]
      task.payload = undefined
      let result: unknown
      let succeeded = true
      try {
        result = isAmbient ? call(task, args) : callExplicitly(this, task, args)
        if (result instanceof Promise) return this.#watch(result)
        if (isPending(task, result)) return this.#watch(Promise.resolve(result))
      } catch (error) {
        succeeded = false
        result = error
      }
      endTask(task, succeeded, result)
    }
  }

  /** The callbacks run in the lane's own frame, where they find the lane: no task pays for two functions of its own. */
  #watch(result: Promise<unknown>): void {
    if (isAmbient) void result.then(succeed, fail)
    else void result.then(this.end.bind(this, true), this.end.bind(this, false))
  }

  end(succeeded: boolean, outcome: unknown): void {
    endTask(this.task, succeeded, outcome)
    const next = this.#next()
    if (!next) return
    this.#batch!.restarted++
    this.start(next)
  }

  /** What is to be started here; nothing where a task has left its own values behind. */
  #next(): TaskNode | null {
    const batch = this.#batch
    if (!batch || batch.isEmpty) return null
    if (markOf(contextHere()) === this.frame) return batch.take()
    batch.advanceSoon()
    return null
  }
}

function succeed(value: unknown): void {
  ;(slotHere() as Lane).end(true, value)
}

function fail(error: unknown): void {
  ;(slotHere() as Lane).end(false, error)
}

/** Lazily: the task's function runs in a later microtask, never in the caller's, and in the context it was asked for in. */
export function launch(task: TaskNode, context = contextHere()): void {
  const { run } = task
  if (run.stepper) return run.stepper.schedule(task, () => runInContext(context, runAlone, task))
  const mark = markOf(context)
  if (!run.batch || run.batch.mark !== mark) {
    run.batch = new LaunchBatch(mark, context)
    void resolved.then(run.batch.open)
  }
  run.batch.add(task)
}

function runAlone(task: TaskNode): void {
  const lane = new Lane(task, null)
  runInSlot(lane, () => lane.start(task))
}

function call(task: TaskNode, args: unknown[]): unknown {
  return args.length === 1 ? task.fn(args[0]) : task.fn(...args)
}

/** In a function of its own, or its closure would cost every task of the ambient path a context. */
function callExplicitly(slot: Slot, task: TaskNode, args: unknown[]): unknown {
  return runInSlot(slot, () => call(task, args))
}

/** Whether a result that is no Promise must be waited for. @throws TypeError when it is a generator. */
function isPending(task: TaskNode, result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return false
  if ('next' in result && 'return' in result && 'throw' in result) {
    throw new TypeError(
      `The task ${task.name} is a generator function, which runs nothing by itself: pass an async function to startSoon.`,
    )
  }
  return 'then' in result && typeof result.then === 'function'
}
