import type { ItemStatus, TraceKind } from '@interleave/contract'
import { byTime } from './by-time.ts'
import type { RecordedEvent } from './recorder.ts'

/** What can last. */
export type IntervalKind = 'run' | 'scope' | 'task' | 'cleanup' | 'thread'

/** Something that lasts, from its first event to its last. Times in ms from the recording's start. */
export interface Interval {
  readonly kind: IntervalKind
  readonly id: string
  /** The scope or run that it belongs to. */
  readonly parent?: string
  /** Only of a task that was announced before it started. */
  readonly queued?: number
  /** Absent of a task that was queued and never began. */
  readonly started?: number
  /** Absent while it lasts. */
  readonly settled?: number
  /** How a task or run ended. */
  readonly status?: ItemStatus | 'done' | 'failed'
}

/**
 * The intervals of a recording, in the order in which they began or were queued; all kinds or one. Of an id that starts
 * or settles twice the first counts ({@link violations} tells of it).
 *
 * @example
 * const slowest = intervals(events, 'task').sort((a, b) => b.settled! - b.started! - (a.settled! - a.started!))[0]
 */
export function intervals(events: readonly RecordedEvent[], kind?: IntervalKind): Interval[] {
  const found = new Map<string, Interval>()
  for (const event of byTime(events)) {
    const edge = EDGES[event.kind]
    if (edge === undefined) continue
    const key = `${edge.kind} ${event.id}`
    const known: Interval = found.get(key) ?? {
      kind: edge.kind,
      id: event.id,
      ...(event.parent !== undefined && { parent: event.parent }),
    }
    found.set(key, known[edge.at] === undefined ? { ...known, [edge.at]: event.at, ...statusOf(event) } : known)
  }
  const all = [...found.values()]
  return kind === undefined ? all : all.filter((interval) => interval.kind === kind)
}

/** Which end of which kind of interval an event is. */
const EDGES: Readonly<Partial<Record<TraceKind, { kind: IntervalKind; at: 'queued' | 'started' | 'settled' }>>> = {
  'run.start': { kind: 'run', at: 'started' },
  'run.end': { kind: 'run', at: 'settled' },
  'scope.open': { kind: 'scope', at: 'started' },
  'scope.close': { kind: 'scope', at: 'settled' },
  'task.queued': { kind: 'task', at: 'queued' },
  'task.started': { kind: 'task', at: 'started' },
  'task.settled': { kind: 'task', at: 'settled' },
  'cleanup.start': { kind: 'cleanup', at: 'started' },
  'cleanup.end': { kind: 'cleanup', at: 'settled' },
  'thread.spawn': { kind: 'thread', at: 'started' },
  'thread.exit': { kind: 'thread', at: 'settled' },
}

function statusOf(event: RecordedEvent): Pick<Interval, 'status'> {
  if (event.kind === 'task.settled') return { status: event.item.status }
  return event.kind === 'run.end' ? { status: event.status } : {}
}
