/** How a model begins its work: at the call, at a later turn, or by keeping the caller until all is done. */
export type Start = 'eager' | 'lazy' | 'blocking'

/** By what means a model stops work that has begun. */
export type CancelMeans = 'none' | 'flag' | 'signal' | 'message' | 'return' | 'unsubscribe' | 'scope'

/** What the model itself does to its other children when one fails and nobody catches it. */
export type FailurePolicy = 'stops-the-caller' | 'siblings-run-on' | 'runner-decides' | 'cancels-siblings'

/** Whether a block of this model ends before the work that it started. */
export type WaitsForChildren = 'always' | 'by-hand' | 'not-applicable'

/** How many requests at once: what is used when nobody says, and the most that is ever used. */
export interface Concurrency {
  readonly default: number
  readonly greatest: number
}

/** What clauses of the spec may ask of a model. */
export const CAPABILITIES = ['spins', 'overlaps', 'cancels', 'cancelsSpinner', 'virtualTime'] as const

/**
 * - `spins`: frames are drawn while `slow` waits.
 * - `overlaps`: more than one request is open at once.
 * - `cancels`: `cancel()` reaches downloads that have begun.
 * - `cancelsSpinner`: `cancel()` reaches a spinner that has begun: its caller's thread isn't kept inside it.
 * - `virtualTime`: its time is `setTimeout` and `performance.now()`, so fake timers move it.
 */
export type Capability = (typeof CAPABILITIES)[number]

/**
 * What a model declares about itself. Tests branch on this and never on a variant's id.
 *
 * @example
 * const lacks = { spins: 'The one thread is inside the blocking call.' }
 */
export interface Traits {
  readonly start: Start
  readonly cancel: CancelMeans
  readonly onFailure: FailurePolicy
  readonly waitsForChildren: WaitsForChildren
  readonly concurrency: Concurrency
  /** Each capability that is missing, with the reason. One that excuses no failing clause is itself a failure. */
  readonly lacks: Readonly<Partial<Record<Capability, string>>>
}
