/** One way of doing a scenario's work. */
export interface Contender {
  /** Does the work `count` times and resolves when all of it is done; in a heap scenario: when all of it is held. */
  readonly run: (count: number) => Promise<unknown>
}

/** What a ratio must stay at or below, and where that is asked of the nursery. */
export interface Target {
  readonly contender: string
  readonly atMost: number
  /** Contenders that the nursery must beat. */
  readonly aheadOf?: readonly string[]
  /** A second, softer aim. */
  readonly aim?: number
}

/** A piece of work, and everybody who does it. */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly count: number
  /** What one of `count` is called. */
  readonly unit: string
  /** Wall time in ms of one run, or bytes of heap that one run holds. */
  readonly measure: 'time' | 'heap'
  /** The id of the contender that the ratios are taken to. */
  readonly baseline: string
  readonly targets: readonly Target[]
  /** How many times as many rounds as asked for: fixed beforehand, where a bound is too near for the usual number. */
  readonly roundsFactor?: number
  /** Loaded only in the process that measures it. */
  readonly contenders: Readonly<Record<string, () => Promise<Contender>>>
}
