import { expect, test } from 'vitest'
import { intervals, overlap, peak } from '../src/index.ts'
import { queued, recorded, runEnd, runStart, settled, started } from './recorded.ts'

test('a task lasts from queued over started to settled', () => {
  const events = recorded(
    [0, runStart],
    [1, queued('BR')],
    [4, started('BR')],
    [9, settled('BR', 'not-found')],
    [9, runEnd],
  )
  expect(intervals(events)).toEqual([
    { kind: 'run', id: 'run', started: 0, settled: 9, status: 'done' },
    { kind: 'task', id: 'BR', parent: 'run', queued: 1, started: 4, settled: 9, status: 'not-found' },
  ])
})

test('what has not begun or not ended lacks that end', () => {
  const events = recorded([0, queued('BR')], [1, queued('CN')], [2, started('CN')])
  expect(intervals(events, 'task')).toEqual([
    { kind: 'task', id: 'BR', parent: 'run', queued: 0 },
    { kind: 'task', id: 'CN', parent: 'run', queued: 1, started: 2 },
  ])
})

test('a scope is an interval too, and one kind can be asked for', () => {
  const events = recorded(
    [0, runStart],
    [1, { kind: 'scope.open', id: 'nursery', parent: 'run' }],
    [2, { kind: 'scope.close', id: 'nursery', parent: 'run' }],
  )
  expect(intervals(events, 'scope')).toEqual([{ kind: 'scope', id: 'nursery', parent: 'run', started: 1, settled: 2 }])
})

test('the peak counts what lasts at one instant, and no one who comes as another goes', () => {
  const between = (from: number, to?: number) => ({
    kind: 'task' as const,
    id: 'x',
    started: from,
    ...(to !== undefined && { settled: to }),
  })
  expect(peak([between(0, 5), between(5, 9)])).toBe(1)
  expect(peak([between(0, 5), between(4, 9), between(4, 6)])).toBe(3)
  expect(peak([between(0), between(100, 101), { kind: 'task', id: 'x', queued: 0 }])).toBe(2)
  expect(peak([])).toBe(0)
})

test('overlap is how long two or more last at once', () => {
  const between = (from: number, to: number) => ({ kind: 'task' as const, id: 'x', started: from, settled: to })
  expect(overlap([between(0, 5), between(5, 9)])).toBe(0)
  expect(overlap([between(0, 5), between(3, 9)])).toBe(2)
  expect(overlap([between(0, 10), between(1, 4), between(2, 6), between(8, 12)])).toBe(7)
})
