import { afterEach, expect, test, vi } from 'vitest'
import { byTime, createRecorder } from '../src/index.ts'
import { runStart, started } from './recorded.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('times are ms from the first event', () => {
  vi.useFakeTimers()
  const { trace, events } = createRecorder()
  vi.advanceTimersByTime(1000)
  trace(runStart)
  vi.advanceTimersByTime(30)
  trace(started('BR'))
  expect(events.map(({ at }) => at)).toEqual([0, 30])
})

test('what another thread did keeps the time that it brings, and is sorted in', () => {
  vi.useFakeTimers()
  const { trace, events } = createRecorder()
  const zero = performance.now()
  trace(runStart)
  vi.advanceTimersByTime(50)
  trace(started('late'))
  trace({ ...started('early'), at: zero + 20 })
  expect(events.map(({ id, at }) => [id, at])).toEqual([
    ['run', 0],
    ['late', 50],
    ['early', 20],
  ])
  expect(byTime(events).map(({ id }) => id)).toEqual(['run', 'early', 'late'])
})
