import type { Interval } from './intervals.ts'

/**
 * The most intervals that lasted at one instant. An interval that ends at the instant at which another starts doesn't
 * overlap it; one that never began counts for nothing, one that never ended lasts for ever.
 */
export function peak(intervals: readonly Interval[]): number {
  const steps = intervals.flatMap(({ started, settled = Infinity }) =>
    started === undefined || settled <= started
      ? []
      : [
          { at: started, by: 1 },
          { at: settled, by: -1 },
        ],
  )
  steps.sort((one, other) => one.at - other.at || one.by - other.by)
  let now = 0
  let most = 0
  for (const { by } of steps) {
    now += by
    most = Math.max(most, now)
  }
  return most
}

/** For how long two or more of the intervals lasted at once, in ms: 0 for what runs one after another. */
export function overlap(intervals: readonly Interval[]): number {
  const begun = intervals.filter((interval) => interval.started !== undefined)
  const sorted = begun.toSorted((one, other) => Number(one.started) - Number(other.started))
  let total = 0
  let longest = -Infinity
  let counted = -Infinity
  for (const { started = 0, settled = Infinity } of sorted) {
    const from = Math.max(started, counted)
    const to = Math.min(settled, longest)
    if (to > from) {
      total += to - from
      counted = to
    }
    longest = Math.max(longest, settled)
  }
  return total
}
