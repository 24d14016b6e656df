import type { Label, Preset } from './labels.ts'
import type { Plan } from './plan.ts'

/** What the server does with requests. All of it can be sent to another thread, and changed by `reset`. */
export interface OriginBehaviour extends Partial<Preset> {
  /** What the rest starts from. Default `LOCAL`. */
  readonly label?: Label
  /** Decides every draw, together with path and attempt. Default 1. */
  readonly seed?: number
  /** What to do with single codes or paths, instead of what the label does. */
  readonly plan?: Plan
  /** Hold every GET until it is released. */
  readonly hold?: boolean
  /**
   * Hold every GET until this many wait at the same time, then let all go. Afterwards nothing is held any more; with
   * `rounds`, every next n are gathered again (release the rest if their number isn't a multiple).
   */
  readonly holdUntilOpen?: number | { readonly requests: number; readonly rounds?: boolean }
}

/** Bounds of what one server takes; beyond them it refuses. */
export interface OriginLimits {
  /** Connections at one time. Default 4096. */
  readonly connections?: number
  /** Requests open at one time, held ones included; more get 503 at once. Default 4096. */
  readonly open?: number
  /** Requests kept in the log; more are counted only. Default 100,000. */
  readonly log?: number
}

/** Options of `startOriginThread`: everything that can be sent to another thread. */
export interface OriginThreadOptions extends OriginBehaviour {
  /** Default 127.0.0.1. The server listens on another address only when this says so. */
  readonly host?: string
  /** Default 0: a free one. */
  readonly port?: number
  readonly limits?: OriginLimits
}

/** Options of `startOrigin`. */
export interface OriginOptions extends OriginThreadOptions {
  /** Gets a line per GET: `BR delay: 0.5s`. */
  readonly log?: (line: string) => void
}
