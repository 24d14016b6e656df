import { byTime } from './by-time.ts'
import { intervals, type Interval } from './intervals.ts'
import type { RecordedEvent } from './recorder.ts'

/** Of a drawing. */
export interface TimelineOptions {
  /** Columns for the time itself, beside the names; at least 10, by default 60. */
  readonly width?: number
}

/**
 * Draws a recording as text, in plain characters: a row for each run, scope, thread and task. `.` queued, `=` under way,
 * and at its end what became of it: `+` ok or done, `-` not found, `!` error, `x` cancelled; `>` where it never ended. A
 * spinner is a row of ticks, one for each frame.
 *
 * @example
 * console.log(timeline(events, { width: 40 }))
 * // downloader ==========================+
 * // BR         =====+
 * // CN         ======-
 * // IN         .....=======+
 * //            0 ms                 1034 ms
 */
export function timeline(events: readonly RecordedEvent[], options: TimelineOptions = {}): string {
  const width = Math.max(10, options.width ?? 60)
  const sorted = byTime(events)
  const end = sorted.at(-1)?.at ?? 0
  const column = (at: number) => (end === 0 ? 0 : Math.round((at / end) * (width - 1)))
  const bars = intervals(sorted).map((interval) => ({ name: interval.id, cells: bar(interval, column, width) }))
  const rows = [...bars, ...spinners(sorted, column, width)]
  const margin = Math.max(0, ...rows.map(({ name }) => name.length))
  const lines = rows.map(({ name, cells }) => `${name.padEnd(margin)} ${cells.join('').trimEnd()}`)
  const scale = `${Math.round(end)} ms`
  return [...lines, `${' '.repeat(margin)} ${'0 ms'.padEnd(width - scale.length)}${scale}`].join('\n')
}

function bar(interval: Interval, column: (at: number) => number, width: number): string[] {
  const cells = Array.from({ length: width }, () => ' ')
  const { queued, started, settled } = interval
  const last = settled === undefined ? width - 1 : column(settled)
  const first = started === undefined ? last + 1 : column(started)
  if (queued !== undefined) cells.fill('.', column(queued), first)
  if (started === undefined) return cells
  cells.fill('=', first, last)
  cells[last] = settled === undefined ? '>' : MARKS[interval.status ?? 'done']
  return cells
}

function spinners(events: readonly RecordedEvent[], column: (at: number) => number, width: number) {
  const rows = new Map<string, string[]>()
  for (const event of events) {
    if (event.kind !== 'spinner.frame' && event.kind !== 'spinner.stop') continue
    const cells = rows.get(event.id) ?? Array.from({ length: width }, () => ' ')
    cells[column(event.at)] = event.kind === 'spinner.frame' ? '|' : '+'
    rows.set(event.id, cells)
  }
  return [...rows].map(([name, cells]) => ({ name, cells }))
}

const MARKS: Readonly<Record<NonNullable<Interval['status']>, string>> = {
  ok: '+',
  done: '+',
  'not-found': '-',
  error: '!',
  failed: '!',
  cancelled: 'x',
}
