export { RunCancelled, UsageError } from './errors.ts'
export type { TraceEvent, TraceFields, TraceKind } from './events.ts'
export type {
  Limits,
  DownloadOptions,
  DownloadReport,
  Failure,
  FailureKind,
  Item,
  ItemStatus,
  Outcome,
} from './download.ts'
export { DEFAULT_LIMITS, FAILURE_KINDS } from './download.ts'
export type { SpinnerOptions } from './spinner.ts'
export { DEFAULT_SPINNER, eraseText, frameText, spinnerLine } from './spinner.ts'
export type { Ports } from './ports.ts'
export type { Capability, CancelMeans, Concurrency, FailurePolicy, Start, Traits, WaitsForChildren } from './traits.ts'
export { CAPABILITIES, TRAIT_VALUES } from './traits.ts'
export type { Program, Run, RunStatus } from './run.ts'
export type { Native, Settle } from './launch.ts'
export { launch } from './launch.ts'
export type { Description, Variant } from './variant.ts'
