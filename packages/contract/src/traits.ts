/** What may be said of each trait that is a word. */
export const TRAIT_VALUES = {
  start: ['eager', 'lazy', 'blocking'],
  cancel: ['none', 'flag', 'signal', 'message', 'return', 'unsubscribe', 'scope'],
  onFailure: ['stops-the-caller', 'siblings-run-on', 'runner-decides', 'cancels-siblings'],
  waitsForChildren: ['always', 'by-hand', 'not-applicable'],
} as const

/** How a model begins its work: at the call, at a later turn, or by keeping the caller until all is done. */
export type Start = (typeof TRAIT_VALUES)['start'][number]

/** By what means a model stops work that has begun. */
export type CancelMeans = (typeof TRAIT_VALUES)['cancel'][number]

/** What the model itself does to its other children when one fails and nobody catches it. */
export type FailurePolicy = (typeof TRAIT_VALUES)['onFailure'][number]

/** Whether a block of this model ends before the work that it started. */
export type WaitsForChildren = (typeof TRAIT_VALUES)['waitsForChildren'][number]

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
