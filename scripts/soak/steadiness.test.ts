import { expect, test } from 'vitest'
import type { Entry } from './entry.ts'
import { steadinessOf } from './steadiness.ts'

const F3 = '@interleave/conformance test/peers/effect.test.ts > Effect > F3 is kept'
const F29 = '@interleave/demo test/faults/planted.test.ts > planted mistakes > F29 rejects dies-of-it: Dies.'

function entries(...given: Partial<Entry>[]): Entry[] {
  return given.map((entry, day) => ({
    at: `2026-01-${String(day + 1).padStart(2, '0')}`,
    commit: 'abc',
    seed: 1,
    result: entry.failed ? 'failed' : 'passed',
    passed: 1,
    failed: [],
    seconds: 1,
    load: 1,
    processors: 1,
    ...entry,
  }))
}

test('counts for each test that failed the runs that it has passed since', () => {
  const log = entries({}, { failed: [F3] }, {}, { failed: [F29] }, {})
  expect(steadinessOf(log)).toEqual({
    runs: 5,
    passed: 3,
    streak: 1,
    flakes: [
      { test: F29, at: '2026-01-04', since: 1 },
      { test: F3, at: '2026-01-02', since: 3 },
    ],
  })
})

test('a test that fails again begins anew', () => {
  expect(steadinessOf(entries({ failed: [F3] }, {}, { failed: [F3] }, {})).flakes).toEqual([
    { test: F3, at: '2026-01-03', since: 1 },
  ])
})

test('a part of the tests counts for those that it has', () => {
  const packages = ['@interleave/conformance']
  const log = entries(
    { failed: [F3, F29] },
    { only: 'F3 ', packages },
    { only: 'Effect F3' },
    { packages },
    { only: 'F30 ' },
    { files: ['effect.test'] },
  )
  const { runs, flakes } = steadinessOf(log)
  expect(runs).toBe(1)
  expect(flakes.map(({ since }) => since)).toEqual([4, 0])
})

test('runs that were logged side by side are put in the order in which they began, and one that was cut off says nothing', () => {
  const [first, second, third] = entries({ failed: [F3] }, {}, { result: 'failed' })
  const log = [second, third, first].filter((entry) => entry !== undefined)
  expect(steadinessOf(log)).toMatchObject({ runs: 2, streak: 1, flakes: [{ since: 1 }] })
})

test('an empty log proves nothing', () => {
  expect(steadinessOf([])).toEqual({ runs: 0, passed: 0, streak: 0, flakes: [] })
})
