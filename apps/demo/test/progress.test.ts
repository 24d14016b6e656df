import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Progress } from '../src/progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function begin(total: number, columns?: number) {
  const written: string[] = []
  const progress = new Progress(total, (text) => written.push(text), columns)
  progress.start()
  return { progress, written }
}

test('prints at once, then at most every 500 ms, and only when something was done', () => {
  const { progress, written } = begin(10)
  expect(written).toEqual(['\r|----------| 0/10   0% [elapsed: 00:00 left: ?, ? iters/sec]'])
  vi.advanceTimersByTime(499)
  progress.tick()
  expect(written).toHaveLength(1)
  vi.advanceTimersByTime(1)
  progress.tick()
  expect(written[1]).toBe('\r|##--------| 2/10  20% [elapsed: 00:00 left: 00:02,  4.00 iters/sec]')
  vi.advanceTimersByTime(5000)
  expect(written).toHaveLength(2)
})

test('erases exactly what stands there', () => {
  const { progress, written } = begin(10)
  vi.advanceTimersByTime(500)
  progress.tick()
  const width = (written[1] ?? '').length - 1
  progress.erase()
  expect(written.at(-1)).toBe(`\r${' '.repeat(width)}`)
})

test('a line that would reach the end of the terminal is cut, so that it can be written over', () => {
  const { progress, written } = begin(10, 20)
  expect(written).toEqual(['\r|----------| 0/10  '])
  progress.erase()
  expect(written[1]).toBe(`\r${' '.repeat(19)}`)
  const { written: fitting } = begin(10, 61)
  expect(fitting[0]).toHaveLength(61)
})

test('blanks what a longer line left behind', () => {
  const { progress, written } = begin(1)
  vi.advanceTimersByTime(36_000_000)
  progress.tick()
  const long = (written[1] ?? '').length
  vi.advanceTimersByTime(500)
  progress.tick() // beyond the total: no bar any more
  expect(written[2]).toHaveLength(long)
})
