import { expect, test } from 'vitest'
import { toPerfetto } from '../src/index.ts'
import { acquire, recorded, release, runEnd, runStart, settled, started } from './recorded.ts'

test('intervals are asynchronous pairs, a limit is a counter, times are microseconds', () => {
  const events = recorded(
    [0, runStart],
    [1, acquire(1)],
    [1, started('BR')],
    [2.5, settled('BR')],
    [2.5, release(0)],
    [3, runEnd],
  )
  const { traceEvents } = toPerfetto(events, { process: 'RxJS', pid: 7 })
  const common = { pid: 7, tid: 1 }
  expect(traceEvents).toEqual([
    { ph: 'M', name: 'process_name', ts: 0, ...common, args: { name: 'RxJS' } },
    { ph: 'b', name: 'run', cat: 'run', id: '7.0', ts: 0, ...common, args: { started: 0 } },
    { ph: 'e', name: 'run', cat: 'run', id: '7.0', ts: 3000, ...common, args: { status: 'done' } },
    { ph: 'b', name: 'BR', cat: 'task', id: '7.1', ts: 1000, ...common, args: { started: 1 } },
    { ph: 'e', name: 'BR', cat: 'task', id: '7.1', ts: 2500, ...common, args: { status: 'ok' } },
    { ph: 'C', name: 'slots', ts: 1000, ...common, args: { inUse: 1 } },
    { ph: 'C', name: 'slots', ts: 2500, ...common, args: { inUse: 0 } },
  ])
})

test('frames and cancels are instants; what never settled is closed at the end', () => {
  const events = recorded(
    [0, runStart],
    [1, { kind: 'spinner.frame', id: 'spin', parent: 'run', frame: 0 }],
    [2, { kind: 'cancel.requested', id: 'run', message: 'enough' }],
  )
  const { traceEvents } = toPerfetto(events)
  expect(traceEvents.filter(({ ph }) => ph === 'i').map(({ name, ts }) => [name, ts])).toEqual([
    ['spinner.frame spin', 1000],
    ['cancel.requested run', 2000],
  ])
  expect(traceEvents.find(({ ph }) => ph === 'e')).toMatchObject({ ts: 2000, args: { status: 'open' } })
})
