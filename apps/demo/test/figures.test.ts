import { expect, test } from 'vitest'
import { figures } from '../src/figures.ts'

test('the talk’s own numbers: 676 items, 80 at once, half a second each', () => {
  const known = { items: 676, settled: 676, concurrency: 80, delay: 500, elapsed: 4500 }
  const { itemsPerSecond, ideal, efficiency } = figures(known)
  expect(itemsPerSecond).toBeCloseTo(150.22, 2)
  expect(ideal).toBe(4500)
  expect(efficiency).toBe(1)
})

test('one by one the rate can’t pass 1/d', () => {
  expect(figures({ items: 20, settled: 20, concurrency: 1, delay: 500, elapsed: 10_200 }).ideal).toBe(10_000)
})

test('without a delay known there is no ideal, and a run cut short has no efficiency', () => {
  const known = { items: 20, settled: 20, concurrency: 5, elapsed: 1000 }
  expect(figures({ ...known, delay: null })).toMatchObject({ ideal: null, efficiency: null, itemsPerSecond: 20 })
  expect(figures({ ...known, delay: 0 })).toMatchObject({ ideal: null, efficiency: null })
  expect(figures({ ...known, delay: 100, settled: 5 })).toMatchObject({
    ideal: 400,
    efficiency: null,
    itemsPerSecond: 5,
  })
})
