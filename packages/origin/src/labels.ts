/** How long an answer waits, in ms: always the same, or drawn evenly between two bounds. */
export type Delay =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }

/** The three servers of the talk; the fourth label, REMOTE, is not ours to serve. */
export type Label = 'LOCAL' | 'DELAY' | 'ERROR'

/** What a label stands for; each part can be set on its own. */
export interface Preset {
  /** The delay of those answers that are delayed. */
  readonly delay: Delay
  /** Share of answers that are delayed, 0 to 1; at most what errors leave. */
  readonly delayRate: number
  /** Share of answers that are errors, 0 to 1. They come at once. A code without a flag draws one too. */
  readonly errorRate: number
  /** The statuses of those errors, each as likely as the other. */
  readonly errorCodes: readonly number[]
}

/** Error statuses that a busy server gives. The other usual choice is `[418]`. */
export const SERVER_ERRORS: readonly number[] = [500, 501, 502, 503]

/** LOCAL answers at once, DELAY after 500 ms, ERROR 25 % errors, 50 % delayed, 25 % clean. */
export const PRESETS: Readonly<Record<Label, Preset>> = {
  LOCAL: { delay: { kind: 'fixed', ms: 0 }, delayRate: 1, errorRate: 0, errorCodes: SERVER_ERRORS },
  DELAY: { delay: { kind: 'fixed', ms: 500 }, delayRate: 1, errorRate: 0, errorCodes: SERVER_ERRORS },
  ERROR: { delay: { kind: 'fixed', ms: 500 }, delayRate: 0.5, errorRate: 0.25, errorCodes: SERVER_ERRORS },
}
