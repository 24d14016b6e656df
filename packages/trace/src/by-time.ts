import type { RecordedEvent } from './recorder.ts'

/**
 * The events in the order in which they happened. What another thread did is told late but brings its time; events of one
 * instant stay in the order in which they came.
 */
export function byTime(events: readonly RecordedEvent[]): RecordedEvent[] {
  return events.toSorted((one, other) => one.at - other.at)
}
