/**
 * How a request ended, seen from the server: `open` not yet; `served` a whole, well-formed answer of any status;
 * `aborted` the client went first; `reset` and `broken` what a plan asked for (a reset connection, any other answer that
 * is wrong on purpose); `refused` too many requests open; `stopped` the server itself went away.
 */
export type Outcome = 'open' | 'served' | 'aborted' | 'reset' | 'broken' | 'refused' | 'stopped'

/** One request as the server saw it. Times are ms since the start of the log. */
export interface RequestRecord {
  /** 1 for the first request of the log; records stand in this order. */
  readonly n: number
  /** `BR` of `/flags/br/…`, `25` of `/api/v2/pokemon/25`; null elsewhere. */
  readonly code: string | null
  /** The path without its query. */
  readonly path: string
  readonly method: string
  /** 1 for the first GET of this path, 2 for the second, …; 0 for other methods, which draw nothing. */
  readonly attempt: number
  /** Number of the connection it came on, from 1. */
  readonly connection: number
  /** Kind of the behaviour that answered it: `preset`, or what the plan said. */
  readonly behaviour: string
  readonly openedAt: number
  /** Null while it is open. */
  readonly closedAt: number | null
  /** Null when no status line was sent. */
  readonly status: number | null
  readonly outcome: Outcome
}

/** What the server saw since it started, or since `reset()`. */
export interface OriginReport {
  readonly label: string
  readonly seed: number
  readonly requests: readonly RequestRecord[]
  /** Requests that came after the log was full; they are counted in the figures below. */
  readonly unlogged: number
  readonly openNow: number
  /** The most requests that were open at one time. */
  readonly peakOpen: number
  readonly aborted: number
  /** How many of the open ones wait to be released. */
  readonly heldNow: number
  readonly connections: {
    readonly now: number
    readonly peak: number
    readonly total: number
    /** Turned away because too many were open. */
    readonly refused: number
  }
}
