/** What is known of a download when its figures are worked out. Times in ms. */
export interface Measured {
  /** N: codes asked for. */
  readonly items: number
  /** Items that came to their end; fewer than N where the run was cut short. */
  readonly settled: number
  /** m: requests at once. */
  readonly concurrency: number
  /** d: how long the server keeps every answer; null where it is unknown, or not the same for all. */
  readonly delay: number | null
  readonly elapsed: number
}

/** A rate and what it would be if nothing but the server's delay cost time. */
export interface Figures {
  readonly itemsPerSecond: number
  /** ceil(N/m)·d in ms; null where d is no fixed, positive number. */
  readonly ideal: number | null
  /** ideal / elapsed; null where there is no ideal, or the run was cut short. */
  readonly efficiency: number | null
}

/**
 * The figures of one download.
 *
 * @example
 * figures({ items: 676, settled: 676, concurrency: 80, delay: 500, elapsed: 4500 }).ideal // 4500
 */
export function figures({ items, settled, concurrency, delay, elapsed }: Measured): Figures {
  const ideal = delay === null || delay === 0 ? null : Math.ceil(items / concurrency) * delay
  return {
    itemsPerSecond: elapsed > 0 ? settled / (elapsed / 1000) : 0,
    ideal,
    efficiency: ideal === null || settled < items || elapsed === 0 ? null : ideal / elapsed,
  }
}
