import type { TraceEvent } from '@interleave/contract'

/** An event with its time: ms from the recording's first event. */
export type RecordedEvent = TraceEvent & { readonly at: number }

/** Keeps what a run traces. One recorder for one run: ids are unique within a run only. */
export interface Recorder {
  /** Give this to the run as `ports.trace`. Costs a clock reading and a push. */
  readonly trace: (event: TraceEvent) => void
  /** All events so far, in the order in which they came; {@link byTime} sorts them. */
  readonly events: readonly RecordedEvent[]
}

/**
 * Makes a recorder. An event that brings its own `at`, on this thread's `performance.now()`, keeps it; the others are
 * stamped on arrival.
 *
 * @example
 * const { trace, events } = createRecorder()
 * await variant.downloader(options, { ...ports, trace }).result
 * console.log(peak(intervals(events, 'task')))
 */
export function createRecorder(): Recorder {
  const events: RecordedEvent[] = []
  let start: number | undefined
  return {
    events,
    trace(event) {
      const at = event.at ?? performance.now()
      start ??= at
      events.push({ ...event, at: at - start })
    },
  }
}
