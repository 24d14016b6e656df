import { byTime } from './by-time.ts'
import { intervals } from './intervals.ts'
import type { RecordedEvent } from './recorder.ts'

/** One event of Chrome's trace format, as Perfetto reads it. `ts` in microseconds. */
export interface PerfettoEvent {
  readonly ph: 'M' | 'b' | 'e' | 'C' | 'i'
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly cat?: string
  readonly id?: string
  readonly s?: 'p'
  readonly args?: Readonly<Record<string, unknown>>
}

/** A whole file for ui.perfetto.dev; `JSON.stringify` it. */
export interface PerfettoTrace {
  readonly traceEvents: readonly PerfettoEvent[]
  readonly displayTimeUnit: 'ms'
}

/** Of an export. */
export interface PerfettoOptions {
  /** Name of the process under which the events stand, such as a variant's title. Default `run`. */
  readonly process?: string
  /** Its number; give each recording of one file its own. Default 1. */
  readonly pid?: number
}

/**
 * Makes a recording readable by ui.perfetto.dev. Tasks overlap, so each interval is an asynchronous pair (`b`, `e`) with
 * an id of its own: slices of one thread would have to nest, and an id used twice is paired wrongly. A limit in use is a
 * counter; frames and cancels are instants. What never settled is closed at the last event.
 *
 * @example
 * const lanes = recordings.map(({ events, title }, index) => toPerfetto(events, { process: title, pid: index + 1 }))
 * await writeFile('race.json', JSON.stringify({ traceEvents: lanes.flatMap((lane) => lane.traceEvents) }))
 */
export function toPerfetto(events: readonly RecordedEvent[], options: PerfettoOptions = {}): PerfettoTrace {
  const { process = 'run', pid = 1 } = options
  const sorted = byTime(events)
  const end = sorted.at(-1)?.at ?? 0
  const common = { pid, tid: 1 }
  const traceEvents: PerfettoEvent[] = [{ ph: 'M', name: 'process_name', ts: 0, ...common, args: { name: process } }]

  for (const [index, { kind, id, queued, started, settled, status }] of intervals(sorted).entries()) {
    const first = queued ?? started ?? end
    const pair = { name: id, cat: kind, id: `${pid}.${index}`, ...common }
    traceEvents.push({ ...pair, ph: 'b', ts: micro(first), args: { queued, started } })
    traceEvents.push({ ...pair, ph: 'e', ts: micro(settled ?? end), args: { status: status ?? 'open' } })
  }
  for (const event of sorted) {
    const at = { name: event.id, ts: micro(event.at), ...common }
    if (event.kind === 'limit.acquire' || event.kind === 'limit.release') {
      traceEvents.push({ ...at, ph: 'C', args: { inUse: event.inUse } })
    }
    if (INSTANTS.has(event.kind)) traceEvents.push({ ...at, ph: 'i', s: 'p', name: `${event.kind} ${event.id}` })
  }
  return { traceEvents, displayTimeUnit: 'ms' }
}

const INSTANTS = new Set<RecordedEvent['kind']>([
  'spinner.frame',
  'spinner.stop',
  'cancel.requested',
  'cancel.observed',
])

function micro(ms: number): number {
  return Math.round(ms * 1000)
}
