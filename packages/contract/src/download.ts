/** Bounds on one download. Times in ms, above 0 and 2,147,483,647 at most, the longest that a timer waits. */
export interface Limits {
  /** Until the connection stands. */
  readonly connect: number
  /** From the request until the last header. */
  readonly headers: number
  /** Between two pieces of the body. */
  readonly body: number
  /** From the request until the last byte of the body, whatever trickles in. */
  readonly total: number
  /** The largest body, in bytes. */
  readonly bytes: number
}

export const DEFAULT_LIMITS: Limits = { connect: 5000, headers: 10_000, body: 10_000, total: 30_000, bytes: 4_194_304 }

/** What to download, from where, to where. */
export interface DownloadOptions {
  /** Country codes of two letters, upper case, no duplicates. */
  readonly codes: readonly string[]
  /** Where the flags are, such as `http://127.0.0.1:8001/flags`, without a slash at the end. */
  readonly base: string
  /** An existing folder; each flag becomes `<cc>.gif` in it as soon as it is complete. */
  readonly directory: string
  /** The most requests at once: a whole number from 1, or Infinity. The model's own greatest bounds it further. */
  readonly concurrency: number
  readonly limits?: Limits
  /**
   * How often an answer 429 or 503 with a Retry-After is asked for again, each time as late as that says and only if
   * that is within `limits.total` of the request. Default 0: such an answer is an error at once.
   */
  readonly retries?: number
}

/** The class of one item's end. `cancelled` only in the report of a run that was cut short. */
export type ItemStatus = 'ok' | 'not-found' | 'error' | 'cancelled'

/** Why an item ended as `error`, in one stable word. */
export const FAILURE_KINDS = [
  'refused',
  'dns',
  'connect-timeout',
  'headers-timeout',
  'body-timeout',
  'timeout',
  'reset',
  'truncated',
  'protocol',
  'http',
  'redirect',
  'too-large',
  'empty',
  'content-type',
  'decode',
  'tls',
  'disk',
  'worker',
  'internal',
] as const

export type FailureKind = (typeof FAILURE_KINDS)[number]

export interface Failure {
  readonly kind: FailureKind
  /** A sentence for people. */
  readonly message: string
  /** The HTTP status, where the failure is one. */
  readonly statusCode?: number
}

/** How one download ended. */
export interface Outcome {
  readonly status: ItemStatus
  /** Size of the file in bytes; only of an `ok` item. */
  readonly bytes?: number
  /** Only of an `error` item. */
  readonly failure?: Failure
}

/** One code's end. */
export interface Item extends Outcome {
  readonly code: string
}

/** Every code accounted for, in the order in which they were asked for. */
export interface DownloadReport {
  readonly items: readonly Item[]
  readonly counts: Readonly<Record<ItemStatus, number>>
  /** From the run's start to its end, in ms. */
  readonly elapsed: number
  /** The most requests at once that the run allowed itself: min(concurrency, the model's greatest, codes). */
  readonly concurrency: number
}
