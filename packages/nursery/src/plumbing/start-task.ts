import { isAmbient, runInSlot, slotHere } from './context.ts'
import { endTask } from './end-task.ts'
import { refuseGenerator } from './refuse-generator.ts'
import type { TaskNode } from './task-node.ts'

/**
 * A task needs an identity (who is cancelled, who owns the lock) that survives its awaits: one for each, and never for
 * another task after it, as code that it has left behind would then speak in that one's name.
 */
export function startTask(task: TaskNode): void {
  runInSlot(task, begin)
}

function begin(task: TaskNode): void {
  task.status = 'running'
  const args = task.payload as unknown[]
  // By itself: as a method of the task it would have the task for its `this`.
  const { fn } = task
  task.payload = undefined
  let result: unknown
  try {
    result = args.length === 1 ? fn(args[0]) : fn(...args)
    if (result instanceof Promise) return watch(task, result)
    if (isPending(task, result)) return watch(task, Promise.resolve(result))
  } catch (error) {
    return endTask(task, false, error)
  }
  endTask(task, true, result)
}

/** The callbacks run in the task's own context, where they find it: no task pays for two functions of its own. */
function watch(task: TaskNode, result: Promise<unknown>): void {
  if (isAmbient) void result.then(succeed, fail)
  else watchExplicitly(task, result)
}

function succeed(value: unknown): void {
  endTask(slotHere()!.task, true, value)
}

function fail(error: unknown): void {
  endTask(slotHere()!.task, false, error)
}

/** In a function of its own, or its closures would cost every task of the ambient path a context. */
function watchExplicitly(task: TaskNode, result: Promise<unknown>): void {
  void result.then(
    (value) => endTask(task, true, value),
    (error: unknown) => endTask(task, false, error),
  )
}

/** Whether a result that is no Promise must be waited for. @throws TypeError when it is a generator. */
function isPending(task: TaskNode, result: unknown): boolean {
  refuseGenerator(result, `The task ${task.name}`)
  return typeof (result as PromiseLike<unknown> | null | undefined)?.then === 'function'
}
