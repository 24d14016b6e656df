import type { TraceKind } from '@interleave/contract'
import { byTime } from './by-time.ts'
import { intervals, type Interval } from './intervals.ts'
import { limitViolations } from './limit-violations.ts'
import type { RecordedEvent } from './recorder.ts'
import type { Violation } from './violation.ts'

/**
 * Checks one run's recording, and returns every breach; none for a sound one.
 *
 * - `named`: every event says what it happened to, and belongs, if to anything, to something that the recording knows.
 * - `once`: whatever starts, starts once; whatever settles, settles once.
 * - `order`: nothing settles that has not started.
 * - `after-cancel`: no task or thread starts when the cancel of its run has been requested.
 * - `inside`: every interval begins and ends within its parent's. This is what makes concurrency structured.
 * - `limit`: a limit's count moves by one, stays at or below `limit`, never below zero, and ends at zero.
 * - `orphan`: a task started and never settled, or settled when its run had ended.
 *
 * @example
 * expect(violations(events, { limit: 3 })).toEqual([])
 */
export function violations(events: readonly RecordedEvent[], options: { limit?: number } = {}): Violation[] {
  const sorted = byTime(events)
  return [
    ...unnamed(sorted),
    ...repeated(sorted),
    ...unstarted(sorted),
    ...afterCancel(sorted),
    ...outside(sorted),
    ...limitViolations(sorted, options.limit),
    ...orphans(sorted),
  ]
}

const SINGLE = new Set<TraceKind>(['run.start', 'run.end', 'task.queued', 'task.started', 'task.settled'])
const BEGINNINGS = new Set<TraceKind>(['task.started', 'thread.spawn'])
const STARTS: Readonly<Partial<Record<TraceKind, TraceKind>>> = {
  'run.end': 'run.start',
  'task.settled': 'task.started',
  'scope.close': 'scope.open',
  'cleanup.end': 'cleanup.start',
  'thread.exit': 'thread.spawn',
}

function unnamed(events: readonly RecordedEvent[]): Violation[] {
  const known = new Set(events.map(({ id }) => id))
  return events.flatMap(({ kind, id, parent }) => {
    if (!id) return [{ rule: 'named' as const, id: '', message: `An event of kind ${kind} is without an id.` }]
    if (parent === undefined || known.has(parent)) return []
    return [{ rule: 'named' as const, id, message: `${kind} of ${id} belongs to '${parent}', which is nowhere else.` }]
  })
}

function repeated(events: readonly RecordedEvent[]): Violation[] {
  const seen = new Set<string>()
  return events.flatMap(({ kind, id }) => {
    const key = `${kind} ${id}`
    if (!SINGLE.has(kind)) return []
    if (seen.has(key)) return [{ rule: 'once' as const, id, message: `${kind} of ${id} comes more than once.` }]
    seen.add(key)
    return []
  })
}

function unstarted(events: readonly RecordedEvent[]): Violation[] {
  const seen = new Set<string>()
  return events.flatMap(({ kind, id }) => {
    seen.add(`${kind} ${id}`)
    const start = STARTS[kind]
    if (start === undefined || seen.has(`${start} ${id}`)) return []
    return [{ rule: 'order' as const, id, message: `${kind} of ${id} comes without a ${start} before it.` }]
  })
}

function afterCancel(events: readonly RecordedEvent[]): Violation[] {
  const cancelled = new Set<string>()
  const parents = new Map(events.map(({ id, parent }) => [id, parent]))
  const isCancelled = (id: string | undefined, depth = 0): boolean =>
    id !== undefined && depth < 100 && (cancelled.has(id) || isCancelled(parents.get(id), depth + 1))
  return events.flatMap(({ kind, id, parent }) => {
    if (kind === 'cancel.requested') cancelled.add(id)
    if (!BEGINNINGS.has(kind) || !isCancelled(parent)) return []
    return [{ rule: 'after-cancel' as const, id, message: `${id} started after the cancel of its run was requested.` }]
  })
}

function outside(events: readonly RecordedEvent[]): Violation[] {
  const all = intervals(events)
  const holders = new Map(all.filter(({ kind }) => kind === 'run' || kind === 'scope').map((each) => [each.id, each]))
  return all.flatMap((child) => {
    if (child.parent === undefined) return []
    const holder = holders.get(child.parent)
    const message = holder ? notInside(child, holder) : `${child.id} belongs to ${child.parent}, which never began.`
    return message ? [{ rule: 'inside' as const, id: child.id, message }] : []
  })
}

function notInside(child: Interval, { id, started = -Infinity, settled = Infinity }: Interval): string | undefined {
  const begins = child.queued ?? child.started ?? started
  if (begins < started) return `${child.id} begins before ${id}, which it belongs to.`
  if (Math.max(begins, child.settled ?? begins) > settled)
    return `${child.id} lasts longer than ${id}, which it belongs to.`
  return undefined
}

function orphans(events: readonly RecordedEvent[]): Violation[] {
  const end = events.findLast(({ kind }) => kind === 'run.end')?.at ?? Infinity
  return intervals(events, 'task').flatMap(({ id, started, settled }) => {
    if (started === undefined) return []
    if (settled === undefined) return [{ rule: 'orphan' as const, id, message: `${id} was started and never settled.` }]
    if (settled <= end) return []
    return [{ rule: 'orphan' as const, id, message: `${id} settled when its run had ended.` }]
  })
}
