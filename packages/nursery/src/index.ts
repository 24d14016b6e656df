export { abandonable } from './abandonable.ts'
export { abortable } from './abortable.ts'
export { CancelScope, type CancelScopeOptions, type Outcome } from './cancel-scope.ts'
export { AsyncEvent, type AsyncEventStatistics } from './async-event.ts'
export {
  type BroadcastChannel,
  type BroadcastOptions,
  type BroadcastStatistics,
  openBroadcastChannel,
  type Overflow,
} from './broadcast-channel.ts'
export { Cancelled, type CancelSource, isCancelled, rethrowIfCancelled } from './cancelled.ts'
export { CapacityLimiter, type CapacityLimiterStatistics } from './capacity-limiter.ts'
export { checkpoint, checkpointIfCancelled } from './checkpoint.ts'
export type { Clock } from './clock.ts'
export { Condition, type ConditionStatistics } from './condition.ts'
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
export { Lock, type LockStatistics } from './lock.ts'
export type { ChannelStatistics, ReceiveChannel, SendChannel } from './channel.ts'
export { openMemoryChannel } from './memory-channel.ts'
export { type ErrorFilter, NurseryError, type NurseryErrorOf } from './nursery-error.ts'
export type { Nursery, NurseryOptions, TaskStatus } from './nursery.ts'
export { openNursery } from './open-nursery.ts'
export { run, type RunOptions } from './run.ts'
export { Semaphore, type SemaphoreOptions, type SemaphoreStatistics } from './semaphore.ts'
export { sleep, sleepForever, sleepUntil } from './sleep.ts'
export type { Task, TaskState } from './task.ts'
export { all, type Results } from './all.ts'
export { any } from './any.ts'
export { currentStatistics, type RunStatistics } from './current-statistics.ts'
export { defer, type DeferOptions } from './defer.ts'
export { dumpTaskTree } from './dump-task-tree.ts'
export { fromAsyncIterable } from './from-async-iterable.ts'
export { type ErrorHandler, handleErrors } from './handle-errors.ts'
export { Local } from './local.ts'
export { map, type MapOptions } from './map.ts'
export { race } from './race.ts'
export { Tracer } from './tracer.ts'
export { fromReadableStream, toReadableStream, toWritableStream } from './web-streams.ts'
