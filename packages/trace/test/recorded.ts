import type { ItemStatus, TraceEvent } from '@interleave/contract'
import { createRecorder, type RecordedEvent } from '../src/index.ts'

/** Events at given times, as a recorder would have kept them. */
export function recorded(...events: [at: number, event: TraceEvent][]): RecordedEvent[] {
  const recorder = createRecorder()
  for (const [at, event] of events) recorder.trace({ ...event, at })
  return [...recorder.events]
}

export const runStart: TraceEvent = { kind: 'run.start', id: 'run', program: 'run' }
export const runEnd: TraceEvent = { kind: 'run.end', id: 'run', status: 'done' }
export const queued = (id: string): TraceEvent => ({ kind: 'task.queued', id, parent: 'run' })
export const started = (id: string, parent = 'run'): TraceEvent => ({ kind: 'task.started', id, parent })
export const settled = (id: string, status: ItemStatus = 'ok', parent = 'run'): TraceEvent => ({
  kind: 'task.settled',
  id,
  parent,
  item: { code: id, status },
})
export const acquire = (inUse: number): TraceEvent => ({ kind: 'limit.acquire', id: 'slots', parent: 'run', inUse })
export const release = (inUse: number): TraceEvent => ({ kind: 'limit.release', id: 'slots', parent: 'run', inUse })
