import type { Task } from './task.ts'

/**
 * Watches a run. Every hook is optional, synchronous, and called in the order of the list given to `run`. A hook that
 * throws gets its instrument dropped, with a line on the console; the run goes on.
 *
 * A *step* is what a task does between two checkpoints of this package. With instruments the run takes one step at a
 * time, so that each `beforeTaskStep` has its `afterTaskStep` before the next; without any they cost nothing.
 */
export interface Instrument {
  beforeRun?(): void
  afterRun?(): void
  taskSpawned?(task: Task): void
  /** The task can go on as soon as its turn comes. */
  taskScheduled?(task: Task): void
  beforeTaskStep?(task: Task): void
  afterTaskStep?(task: Task): void
  /** The task waits for `on`. */
  taskBlocked?(task: Task, on: string): void
  taskExited?(task: Task): void
  /** The run is about to wait for timers and I/O, for `timeout` ms at most: 0 for a quick look between two rounds. */
  beforeIoWait?(timeout: number): void
  afterIoWait?(timeout: number): void
}
