import { CODES } from '@interleave/flags'
import { assert, integer, nat, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from '../src/decide.ts'
import { draw } from '../src/draw.ts'
import { resolveSettings } from '../src/settings.ts'

const paths = CODES.map((code) => `/flags/${code.toLowerCase()}/${code.toLowerCase()}.gif`)

test('a draw is a number in [0, 1) that its arguments alone decide', () => {
  assert(
    property(integer(), string(), string(), nat(), (seed, purpose, path, attempt) => {
      const first = draw(seed, purpose, path, attempt)
      draw(seed + 1, purpose, path, attempt)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(first).toBeLessThan(1)
      expect(draw(seed, purpose, path, attempt)).toBe(first)
    }),
  )
})

test('each argument matters, and the draws are spread evenly', () => {
  expect(
    new Set([
      draw(1, 'a', '/b', 1),
      draw(2, 'a', '/b', 1),
      draw(1, 'b', '/b', 1),
      draw(1, 'a', '/c', 1),
      draw(1, 'a', '/b', 2),
    ]).size,
  ).toBe(5)
  const tenths = Array.from({ length: 10 }, () => 0)
  for (const path of paths) {
    for (let attempt = 1; attempt <= 50; attempt += 1) {
      const tenth = Math.floor(draw(7, 'fate', path, attempt) * 10)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
  }
  // 970 expected in each; five standard deviations are 148.
  for (const count of tenths) expect(Math.abs(count - 970)).toBeLessThan(148)
})

test('ERROR is 25 % errors at once, 50 % delayed, 25 % clean', () => {
  const settings = resolveSettings({ label: 'ERROR', seed: 3 })
  const decisions = paths.flatMap((path) =>
    Array.from({ length: 20 }, (_, index) => decide(settings, { path, code: null, attempt: index + 1 })),
  )
  const share = (count: number): number => (100 * count) / decisions.length
  const errors = decisions.filter(({ fault }) => fault.kind === 'status')
  const delayed = decisions.filter(({ delay }) => delay === 500)
  expect(Math.abs(share(errors.length) - 25)).toBeLessThan(4)
  expect(Math.abs(share(delayed.length) - 50)).toBeLessThan(4)
  expect(errors.every(({ delay }) => delay === 0)).toBe(true)
  const statuses = errors.flatMap(({ fault }) => (fault.kind === 'status' ? [fault.status] : []))
  expect([...new Set(statuses)].toSorted((a, b) => a - b)).toEqual([500, 501, 502, 503])
})

test('uniform delays lie between their bounds and differ', () => {
  const settings = resolveSettings({ label: 'DELAY', delay: { kind: 'uniform', min: 500, max: 5000 } })
  const delays = paths.map((path) => decide(settings, { path, code: null, attempt: 1 }).delay)
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(500)
  expect(Math.max(...delays)).toBeLessThan(5000)
  expect(new Set(delays).size).toBeGreaterThan(180)
})
