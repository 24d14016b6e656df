import { current } from './plumbing/current.ts'

export interface RunStatistics {
  /** Tasks that have not ended, the main one included. */
  readonly tasksLiving: number
  /** Those of them blocked in an operation of this package. */
  readonly tasksBlocked: number
  /** Deadlines and sleeps that the clock will see to. */
  readonly timers: number
  /** Foreign promises being waited for by `abortable` and `abandonable`. */
  readonly foreign: number
  /** Promises given up by `abandonable`: still pending, and how the others ended. */
  readonly abandoned: { readonly pending: number; readonly fulfilled: number; readonly rejected: number }
}

/** Counters of this run. */
export function currentStatistics(): RunStatistics {
  const { live, blockedTasks, heap, foreign, abandoned } = current().scope.run
  return {
    tasksLiving: live,
    tasksBlocked: blockedTasks,
    timers: heap.items.length,
    foreign,
    abandoned: { ...abandoned },
  }
}
