import type { CancelScope } from './cancel-scope.ts'
import type { Task } from './task.ts'

/** Given to a function started with `nursery.start`, to say that it is ready. */
export interface TaskStatus<V = void> {
  /** The task is ready: `start` resolves with `value`, and the task moves to the nursery. To be called once. */
  started(value: V): void
}

/** A block that doesn't end before its tasks have. Made by `openNursery` alone. */
export interface Nursery {
  readonly name: string
  /** The scope around the body and all tasks. */
  readonly cancelScope: CancelScope
  /** A snapshot of the tasks that have not ended, services included, the body not. */
  readonly childTasks: ReadonlySet<Task>
  /**
   * Adds a task. `fn` is called later, in a microtask, never in here.
   *
   * The task's context is the caller's (every AsyncLocalStorage of yours), its scope the nursery's.
   *
   * @throws TypeError unless `fn` is a function; Error when the nursery is closed.
   */
  startSoon<A extends unknown[], R>(fn: (...args: A) => R | PromiseLike<R>, ...args: A): Task<R>
  /**
   * Starts a task and waits until it says that it is ready.
   *
   * Until then it runs under the caller's scopes and its errors come out of here; then it moves to this nursery. Cancelling
   * either of the two cancels a start that is pending (Trio #1431). It never waits for its turn under the nursery's `limit`; once
   * ready it counts as one that runs.
   *
   * @throws (as a rejection) what `fn` throws before it is ready; Error when it ends without being ready.
   * @example
   * ```ts
   * const port = await nursery.start(async (status: TaskStatus<number>) => serve(0, (port) => status.started(port)))
   * ```
   */
  start<V, A extends unknown[]>(fn: (status: TaskStatus<V>, ...args: A) => unknown, ...args: A): Promise<V>
  /**
   * Adds a task that serves the others: it is cancelled by itself once the body and all ordinary tasks are done, and shielded
   * until then, so that it is there for their clean-up. Doesn't count towards the nursery's `limit`.
   */
  startService<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): Task
}

export interface NurseryOptions {
  /** For the task tree. */
  readonly name?: string | undefined
  /** At most so many tasks run at once; the others wait, in order. */
  readonly limit?: number | undefined
}
