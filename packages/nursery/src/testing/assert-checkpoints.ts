import { current } from '../plumbing/current.ts'
import type { RunState } from '../plumbing/run-state.ts'
import type { TaskNode } from '../plumbing/task-node.ts'
import { assertionError } from './assertion-error.ts'

type Half = 'cancel' | 'schedule'
type Watcher = (task: TaskNode, half: Half) => void

/** Those who watch a run at the moment. */
const watchersOf = new WeakMap<RunState, Set<Watcher>>()

/**
 * Calls `fn`, and fails unless it passed both a cancel point and a schedule point, in this task (the tasks it starts don't
 * count). As Trio's `assert_checkpoints`, it lets an error of `fn` pass: what fails need not have been a checkpoint.
 *
 * Resolves with what `fn` gives.
 *
 * @throws Error named AssertionError; what `fn` throws.
 * @example
 * ```ts
 * await assertCheckpoints(() => queue.push(item))
 * ```
 */
export async function assertCheckpoints<T>(fn: () => T | PromiseLike<T>): Promise<T> {
  const seen = new Set<Half>()
  const value = await watch(seen, fn)
  if (seen.has('cancel') && seen.has('schedule')) return value
  const missing = [seen.has('cancel') ? [] : 'cancel point', seen.has('schedule') ? [] : 'schedule point'].flat()
  throw assertionError(`Expected a checkpoint, but there was no ${missing.join(' and no ')}: await checkpoint() in it.`)
}

/**
 * Calls `fn`, and fails if it passed a cancel point or a schedule point, even if it threw (that error is the `cause`).
 *
 * Resolves with what `fn` gives.
 *
 * @throws Error named AssertionError; what `fn` throws.
 */
export async function assertNoCheckpoints<T>(fn: () => T | PromiseLike<T>): Promise<T> {
  const seen = new Set<Half>()
  const outcome = await Promise.allSettled([watch(seen, fn)]).then(([only]) => only)
  const cause = outcome.status === 'rejected' ? { cause: outcome.reason as unknown } : undefined
  if (seen.size > 0) {
    throw assertionError(`Expected no checkpoint, but there was a ${[...seen].join(' point and a ')} point.`, cause)
  }
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
}

async function watch<T>(seen: Set<Half>, fn: () => T | PromiseLike<T>): Promise<T> {
  const slot = current()
  const { run } = slot.scope
  const watcher: Watcher = (task, half) => {
    if (task === slot.task) seen.add(half)
  }
  const watchers = watchersOf.get(run) ?? new Set()
  watchersOf.set(run, watchers.add(watcher))
  run.probe = (task, half) => {
    for (const each of watchers) each(task, half)
  }
  try {
    return await fn()
  } finally {
    watchers.delete(watcher)
    if (watchers.size === 0) run.probe = null
  }
}
