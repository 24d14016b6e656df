/** What one fresh process measured, or why it didn't. */
export interface Sample {
  readonly scenario: string
  readonly contender: string
  /** Samples of one round were taken close together and may be divided by one another. */
  readonly round: number
  /** Time scenario: ms of wall time for one run (the median of those in the process). Heap scenario: bytes for one of the held. */
  readonly value?: number
  /** Time scenario: ms of CPU time, all threads, for one run (median). */
  readonly cpu?: number
  /** How many runs the value is the median of. */
  readonly runs?: number
  /** How long the whole process took, in ms. */
  readonly took: number
  /** Set instead of the value: the limit that was hit, or the error. */
  readonly problem?: string
}

/** What the measuring process writes to its standard output, as JSON. */
export type Reading = Required<Pick<Sample, 'value' | 'cpu' | 'runs'>>
