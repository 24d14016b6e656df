import type { TraceEvent } from '@interleave/contract'
import { describe, expect, test } from 'vitest'
import { violations } from '../src/index.ts'
import { acquire, queued, recorded, release, runEnd, runStart, settled, started } from './recorded.ts'

const cancel: TraceEvent = { kind: 'cancel.requested', id: 'run', message: 'enough' }
const open: TraceEvent = { kind: 'scope.open', id: 'scope', parent: 'run' }
const close: TraceEvent = { kind: 'scope.close', id: 'scope', parent: 'run' }
const spawn: TraceEvent = { kind: 'thread.spawn', id: 'worker', parent: 'run' }
const exit: TraceEvent = { kind: 'thread.exit', id: 'worker', parent: 'run' }

describe('a sound recording has none:', () => {
  test.each<[string, TraceEvent[]]>([
    ['one task', [runStart, queued('A'), acquire(1), started('A'), settled('A'), release(0), runEnd]],
    ['a cancelled one', [runStart, queued('A'), queued('B'), started('A'), cancel, settled('A', 'cancelled'), runEnd]],
    ['a scope', [runStart, open, started('A', 'scope'), settled('A', 'ok', 'scope'), close, runEnd]],
    ['nothing', []],
  ])('%s', (_, events) => {
    expect(violations(recorded(...inTurn(events)), { limit: 1 })).toEqual([])
  })
})

describe('each breach is told by its rule:', () => {
  test.each<[string, string, TraceEvent[]]>([
    ['once', 'settled twice', [runStart, started('A'), settled('A'), settled('A'), runEnd]],
    ['once', 'started twice', [runStart, started('A'), started('A'), settled('A'), runEnd]],
    ['order', 'settled without a start', [runStart, settled('A'), runEnd]],
    ['order', 'settled before its start', [runStart, settled('A'), started('A'), runEnd]],
    ['after-cancel', 'started after the cancel', [runStart, cancel, started('A'), settled('A'), runEnd]],
    ['after-cancel', 'a thread that comes up after the cancel', [runStart, cancel, spawn, exit, runEnd]],
    [
      'after-cancel',
      'started in a scope of what was cancelled',
      [runStart, open, cancel, started('A', 'scope'), settled('A', 'ok', 'scope'), close, runEnd],
    ],
    [
      'inside',
      'outlives its scope',
      [runStart, open, started('A', 'scope'), close, settled('A', 'ok', 'scope'), runEnd],
    ],
    [
      'inside',
      'begins before its scope',
      [runStart, started('A', 'scope'), open, settled('A', 'ok', 'scope'), close, runEnd],
    ],
    ['inside', 'belongs to nobody', [runStart, started('A', 'nobody'), settled('A', 'ok', 'nobody'), runEnd]],
    ['limit', 'over the limit', [runStart, acquire(1), acquire(2), release(1), release(0), runEnd]],
    ['limit', 'not given back', [runStart, acquire(1), runEnd]],
    ['limit', 'miscounted', [runStart, acquire(1), acquire(1), release(0), runEnd]],
    ['limit', 'below zero', [runStart, release(-1), acquire(0), runEnd]],
    ['orphan', 'never settled', [runStart, started('A'), runEnd]],
    ['orphan', 'settled after the end', [runStart, started('A'), runEnd, settled('A')]],
  ])('%s: %s', (rule, _, events) => {
    const found = violations(recorded(...inTurn(events)), { limit: 1 })
    expect(found.map((violation) => violation.rule)).toContain(rule)
    for (const { message } of found) expect(message).toMatch(/^\S.*\.$/)
  })
})

/** One millisecond after the other. */
function inTurn(events: TraceEvent[]): [number, TraceEvent][] {
  return events.map((event, index) => [index, event])
}
