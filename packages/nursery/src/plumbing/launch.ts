import { contextHere, markOf, runInContext } from './context.ts'
import { LaunchBatch } from './launch-batch.ts'
import { startTask } from './start-task.ts'
import type { TaskNode } from './task-node.ts'

/** Lazily: the task's function runs in a later microtask, never in the caller's, and in the context it was asked for in. */
export function launch(task: TaskNode, context = contextHere()): void {
  const { run } = task
  if (run.stepper) return run.stepper.schedule(task, () => runInContext(context, startTask, task))
  const mark = markOf(context)
  if (!run.batch || run.batch.mark !== mark) run.batch = new LaunchBatch(mark, context)
  run.batch.add(task)
}
