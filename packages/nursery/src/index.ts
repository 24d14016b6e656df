export { abandonable } from './abandonable.ts'
export { abortable } from './abortable.ts'
export { CancelScope, type CancelScopeOptions, type Outcome } from './cancel-scope.ts'
export { Cancelled, type CancelSource, isCancelled, rethrowIfCancelled } from './cancelled.ts'
export { CapacityLimiter, type CapacityLimiterStatistics } from './capacity-limiter.ts'
export { checkpoint, checkpointIfCancelled } from './checkpoint.ts'
export type { Clock } from './clock.ts'
export { currentEffectiveDeadline, currentTime } from './current-time.ts'
export {
  BrokenResourceError,
  BusyResourceError,
  ClosedResourceError,
  DeadlockError,
  EndOfChannel,
  RunFinishedError,
  TooSlowError,
  WouldBlock,
} from './errors.ts'
export { failAfter, failAt } from './fail-after.ts'
export type { Instrument } from './instrument.ts'
export { moveOnAfter, moveOnAt, type TimeLimitOptions } from './move-on-after.ts'
export { type ErrorFilter, NurseryError } from './nursery-error.ts'
export type { Nursery, NurseryOptions, TaskStatus } from './nursery.ts'
export { openNursery } from './open-nursery.ts'
export { run, type RunOptions } from './run.ts'
export { sleep, sleepForever, sleepUntil } from './sleep.ts'
export type { Task, TaskState } from './task.ts'
