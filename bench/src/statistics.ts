import { seededRandom } from './random.ts'

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) return Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

export interface Interval {
  readonly low: number
  readonly high: number
}

const RESAMPLES = 10_000

/**
 * The 95 % interval of the median, by the percentile bootstrap: medians of 10,000 resamples with replacement. Of few
 * samples it is a little narrow: it covers the true median 89 times in 100 with 7 samples, 93 with 15. Seeded, so that the
 * same samples give the same interval.
 */
export function medianInterval(values: readonly number[], seed = 1, resamples = RESAMPLES): Interval {
  const random = seededRandom(seed)
  const medians = Array.from({ length: resamples }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] as number)),
  ).toSorted((one, other) => one - other)
  return {
    low: medians[Math.floor(resamples * 0.025)] ?? Number.NaN,
    high: medians[Math.ceil(resamples * 0.975) - 1] ?? Number.NaN,
  }
}
