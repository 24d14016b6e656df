import type { RecordedEvent } from './recorder.ts'
import type { Violation } from './violation.ts'

/** Breaches of the `limit` rule; `events` in order of time. Without a `limit` only the counting itself is checked. */
export function limitViolations(events: readonly RecordedEvent[], limit = Infinity): Violation[] {
  const counts = new Map<string, number>()
  const found: Violation[] = []
  const tell = (id: string, message: string) => found.push({ rule: 'limit', id, message })
  for (const event of events) {
    if (event.kind !== 'limit.acquire' && event.kind !== 'limit.release') continue
    const { id, inUse } = event
    const expected = (counts.get(id) ?? 0) + (event.kind === 'limit.acquire' ? 1 : -1)
    if (inUse !== expected)
      tell(id, `The count of ${id} jumps to ${inUse} at ${event.at} ms; it should be ${expected}.`)
    if (inUse > limit) tell(id, `${inUse} hold ${id} at ${event.at} ms; the limit is ${limit}.`)
    if (inUse < 0) tell(id, `The count of ${id} falls below zero at ${event.at} ms.`)
    counts.set(id, inUse)
  }
  for (const [id, count] of counts) if (count !== 0) tell(id, `${count} of ${id} are never given back.`)
  return found
}
