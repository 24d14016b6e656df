import { contextHere, enterSlot, isAmbient, markOf, runInSlot, Slot, slotHere } from './context.ts'
import { endTask } from './end-task.ts'
import type { LaunchBatch } from './launch-batch.ts'
import type { TaskNode } from './task-node.ts'

/** Starts a task of a batch, in a new frame of the calling context. */
export function openLane(task: TaskNode, batch: LaunchBatch): void {
  const lane = new Lane(task, batch)
  enterSlot(lane)
  lane.frame = markOf(contextHere())
  lane.start(task)
}

/** Starts a task that belongs to no batch. */
export function runAlone(task: TaskNode): void {
  const lane = new Lane(task, null)
  runInSlot(lane, () => lane.start(task))
}

/**
 * The slot of one running task after the other.
 *
 * A task needs an identity (who is cancelled, who owns the lock) that survives its awaits, which takes an AsyncLocalStorage
 * frame. Frames are dear, so they are lanes: a lane whose task has ended starts the next one of its batch *inside the
 * completion callback*, which already runs in the lane's frame. A hundred thousand tasks that end at once share the frames
 * of the first; a task that goes on keeps its lane, and the batch opens others. A lane whose frame has been changed by its
 * task takes no other task on.
 */
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
