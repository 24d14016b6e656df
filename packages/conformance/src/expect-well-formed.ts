import { violations } from '@interleave/trace'
import type { Trial } from './trial.ts'

/** Fails unless the trace is well formed, and its limit never more than `limit`. Says the first few breaches that there are. */
export function expectWellFormed({ events }: Trial<unknown>, limit?: number): void {
  const found = violations(events, limit === undefined ? {} : { limit }).map(
    ({ rule, message }) => `${rule}: ${message}`,
  )
  if (found.length === 0) return
  const more = found.length > SHOWN ? [`and ${found.length - SHOWN} more`] : []
  throw new Error(['The trace is not well formed.', ...found.slice(0, SHOWN), ...more].join('\n'))
}

const SHOWN = 5
