/** How far a task has come. */
export type TaskState = 'pending' | 'running' | 'done' | 'failed' | 'cancelled'

/**
 * A handle on a task of a nursery. It isn't thenable, so that nothing floats: the nursery waits for the task and gets its
 * error, whether or not anybody joins it.
 */
export interface Task<R = unknown> {
  /** The name of its function. */
  readonly name: string
  readonly status: TaskState
  /**
   * Waits for its end; a checkpoint.
   *
   * Resolves with its result, rejects with its error, or with its `Cancelled` when it was cancelled.
   */
  join(): Promise<R>
  /** Cancels this task alone. A no-op once it has ended. */
  cancel(reason?: unknown): void
}
