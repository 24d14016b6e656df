import { array, assert, double, property } from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom, shuffled } from '../src/random.ts'
import { median, medianInterval } from '../src/statistics.ts'

test('the median is the middle, or the mean of the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([10, 9, 2, 1])).toBe(5.5)
  expect(median([])).toBeNaN()
})

test('the interval of equal values is a point, and it always holds the median of an odd sample', () => {
  expect(medianInterval([2, 2, 2])).toEqual({ low: 2, high: 2 })
  assert(
    property(array(double({ min: 0.1, max: 10, noNaN: true }), { minLength: 3, maxLength: 9 }), (values) => {
      const odd = values.length % 2 === 0 ? values.slice(1) : values
      const { low, high } = medianInterval(odd, 1, 1_000)
      expect(low).toBeLessThanOrEqual(median(odd))
      expect(high).toBeGreaterThanOrEqual(median(odd))
    }),
    { numRuns: 20 },
  )
})

test('the interval covers the true median about nine times in ten', () => {
  const random = seededRandom(7)
  const covered = Array.from({ length: 40 }, (_, trial) => {
    const { low, high } = medianInterval(
      Array.from({ length: 15 }, () => random()),
      trial,
      1_000,
    )
    return low <= 0.5 && 0.5 <= high
  }).filter(Boolean).length
  expect(covered).toBeGreaterThanOrEqual(32)
})

test('the same seed shuffles in the same way, another seed in another, and nothing is lost', () => {
  const items = Array.from({ length: 20 }, (_, index) => index)
  const once = shuffled(items, seededRandom(1))
  expect(shuffled(items, seededRandom(1))).toEqual(once)
  expect(shuffled(items, seededRandom(2))).not.toEqual(once)
  expect(once.toSorted((one, other) => one - other)).toEqual(items)
})
