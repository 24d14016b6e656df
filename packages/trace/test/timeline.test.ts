import { expect, test } from 'vitest'
import { timeline } from '../src/index.ts'
import { queued, recorded, runEnd, runStart, settled, started } from './recorded.ts'

test('a row for each, with what became of it', () => {
  const events = recorded(
    [0, runStart],
    [0, queued('BR')],
    [0, queued('CN')],
    [0, queued('IN')],
    [0, started('BR')],
    [0, started('CN')],
    [10, settled('BR')],
    [10, started('IN')],
    [14, settled('CN', 'error')],
    [18, settled('IN', 'not-found')],
    [20, runEnd],
  )
  expect(timeline(events, { width: 21 })).toBe(
    [
      'run ====================+',
      'BR  ==========+',
      'CN  ==============!',
      'IN  ..........========-',
      '    0 ms            20 ms',
    ].join('\n'),
  )
})

test('what never began is dots, what never ended has an arrow, a cancelled one an x', () => {
  const events = recorded(
    [0, queued('AD')],
    [0, started('AE')],
    [0, started('AF')],
    [10, settled('AF', 'cancelled')],
    [20, runEnd],
  )
  const [dots, open, cancelled] = timeline(events, { width: 21 }).split('\n')
  expect([dots, open, cancelled]).toEqual([`AD  ${'.'.repeat(21)}`, `AE  ${'='.repeat(20)}>`, `AF  ${'='.repeat(10)}x`])
})

test("a spinner's frames are ticks", () => {
  const frame = (index: number) => ({ kind: 'spinner.frame', id: 'spin', parent: 'run', frame: index }) as const
  const events = recorded(
    [0, runStart],
    [0, frame(0)],
    [4, frame(1)],
    [8, frame(2)],
    [10, { kind: 'spinner.stop', id: 'spin', parent: 'run', frames: 3 }],
    [10, runEnd],
  )
  expect(timeline(events, { width: 11 }).split('\n')[1]).toBe('spin |   |   | +')
})

test('nothing at all is drawn as no time', () => {
  expect(timeline([], { width: 10 })).toBe(' 0 ms  0 ms')
})
