import type { TraceEvent } from '@interleave/contract'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { byTime, intervals, overlap, peak, timeline, toPerfetto, violations } from '../src/index.ts'
import { acquire, recorded, release, runEnd, runStart, settled, started } from './recorded.ts'

const { FC_SEED } = process.env
if (FC_SEED) fc.configureGlobal({ seed: Number(FC_SEED) })

/** Runs of a pool that is right: what to do next, drawn step by step; as events, a millisecond each. */
const soundRuns = fc
  .record({ limit: fc.integer({ min: 1, max: 5 }), steps: fc.array(fc.nat(), { maxLength: 40 }) })
  .map(({ limit, steps }) => {
    const events: TraceEvent[] = [runStart]
    const open: string[] = []
    let count = 0
    for (const step of steps) {
      if (open.length < limit && step % 2 === 0) {
        open.push(String(++count))
        events.push(acquire(open.length), started(String(count)))
      } else if (open.length > 0) {
        const [id = ''] = open.splice(step % open.length, 1)
        events.push(settled(id), release(open.length))
      }
    }
    while (open.length > 0) events.push(settled(open.pop() ?? ''), release(open.length))
    return { limit, events: [...events, runEnd] }
  })

const atTimes = (events: TraceEvent[]) => recorded(...events.map((event, at): [number, TraceEvent] => [at, event]))

test('a pool that is right violates nothing, and its peak is what its limit says', () => {
  fc.assert(
    fc.property(soundRuns, ({ limit, events }) => {
      const kept = atTimes(events)
      const counts = events.flatMap((event) => (event.kind === 'limit.acquire' ? [event.inUse] : []))
      expect(violations(kept, { limit })).toEqual([])
      expect(peak(intervals(kept, 'task'))).toBe(Math.max(0, ...counts))
      expect(overlap(intervals(kept, 'task')) > 0).toBe(peak(intervals(kept, 'task')) > 1)
    }),
  )
})

test('leave out, double or delay one end of a task, and it is found', () => {
  fc.assert(
    fc.property(
      soundRuns,
      fc.nat(),
      fc.constantFrom('left out', 'doubled', 'delayed'),
      ({ limit, events }, which, how) => {
        const ends = events.flatMap(({ kind }, index) => (kind === 'task.settled' ? [index] : []))
        fc.pre(ends.length > 0)
        const index = ends[which % ends.length] ?? 0
        const end = events[index] as TraceEvent
        const others = events.toSpliced(index, 1)
        const broken = {
          'left out': others,
          doubled: [...events.slice(0, index), end, ...events.slice(index)],
          delayed: [...others, end],
        }
        expect(violations(atTimes(broken[how]), { limit })).not.toEqual([])
      },
    ),
  )
})

test('the order in which events are told does not matter, only their times', () => {
  fc.assert(
    fc.property(
      soundRuns,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      ({ limit, events }, draws) => {
        const [first, ...rest] = atTimes(events)
        const shuffled = rest
          .map((event) => ({ event, key: draws.next().value as number }))
          .toSorted((one, other) => one.key - other.key)
          .map(({ event }) => event)
        const told = first ? [first, ...shuffled] : []
        expect(violations(told, { limit })).toEqual([])
        expect(byTime(told)).toEqual(atTimes(events))
      },
    ),
  )
})

test('a drawing has a row for each interval and keeps its width; an export pairs each of them', () => {
  fc.assert(
    fc.property(soundRuns, fc.integer({ min: 10, max: 100 }), ({ events }, width) => {
      const kept = atTimes(events)
      const lines = timeline(kept, { width }).split('\n')
      const margin = Math.max(...intervals(kept).map(({ id }) => id.length))
      expect(lines).toHaveLength(intervals(kept).length + 1)
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(margin + 1 + width)

      const { traceEvents } = toPerfetto(kept)
      const ids = (phase: string) => traceEvents.flatMap(({ ph, id }) => (ph === phase ? [id] : []))
      expect(new Set(ids('b')).size).toBe(intervals(kept).length)
      expect(ids('e')).toEqual(ids('b'))
    }),
  )
})
