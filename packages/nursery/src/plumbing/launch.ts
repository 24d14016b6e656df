import { LaunchBatch } from './launch-batch.ts'
import { startTask } from './start-task.ts'
import type { TaskNode } from './task-node.ts'

/** Lazily: the task's function runs in a later microtask, never in the caller's. */
export function launch(task: TaskNode): void {
  const { run } = task
  if (run.stepper) run.stepper.schedule(task, () => startTask(task))
  else (run.batch ??= new LaunchBatch()).add(task)
}
