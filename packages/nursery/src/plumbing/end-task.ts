import { createCancelled, isCancelled } from '../cancelled.ts'
import { closeScope, type Failure, tidyScope } from './close-scope.ts'
import type { TaskNode } from './task-node.ts'

/** The function of a task has returned or thrown. */
export function endTask(task: TaskNode, succeeded: boolean, outcome: unknown): void {
  if (task.own) return void endWithScope(task, succeeded, outcome)
  if (task.waiting) task.dropWaiters(createCancelled('shutdown', OVER))
  if (succeeded) task.end('done', outcome)
  else task.end(isCancelled(outcome) ? 'cancelled' : 'failed', outcome)
}

/** A task that needed a scope of its own: what is still open in it ends first, and the scope takes what is its own. */
async function endWithScope(task: TaskNode, succeeded: boolean, outcome: unknown): Promise<void> {
  const own = task.own!
  let failure: Failure | null = succeeded ? null : { error: outcome }
  const tidying = tidyScope(own, failure)
  if (tidying) failure = await tidying
  const cancelled = own.effective
  const rest = closeScope(own, failure)
  if (rest) task.end(isCancelled(rest.error) ? 'cancelled' : 'failed', rest.error)
  else if (failure) task.end('cancelled', cancelled, false)
  else task.end('done', outcome)
}

const OVER = 'the task that started it has ended without awaiting it'
