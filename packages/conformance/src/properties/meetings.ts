import type { FailureKind, ItemStatus } from '@interleave/contract'
import type { Behaviour } from '@interleave/origin'

/** What an item may meet at the origin, and what it must then be reported as, whoever downloads it. */
interface Meeting {
  readonly behaviour: Behaviour
  /** The kind of its failure, or its status where it is no error. */
  readonly ends: FailureKind | ItemStatus
  readonly statusCode?: number
  /** Lost before an answer stood, on a connection that had answered before, it may be asked for more than once. */
  readonly mayRepeat?: true
}

/** By name, so that a plan can be read, and kept. The first is what plans shrink to. */
export const MEETINGS = {
  served: { behaviour: { kind: 'serve' }, ends: 'ok' },
  chunked: { behaviour: { kind: 'chunked' }, ends: 'ok' },
  missing: { behaviour: { kind: 'status', status: 404 }, ends: 'not-found' },
  broken: { behaviour: { kind: 'status', status: 500 }, ends: 'http', statusCode: 500 },
  teapot: { behaviour: { kind: 'status', status: 418 }, ends: 'http', statusCode: 418 },
  empty: { behaviour: { kind: 'status', status: 200, body: '' }, ends: 'empty' },
  lost: { behaviour: { kind: 'reset' }, ends: 'reset', mayRepeat: true },
  'lost in headers': { behaviour: { kind: 'reset', at: 'in-headers' }, ends: 'reset', mayRepeat: true },
  'lost in body': { behaviour: { kind: 'reset', at: 'in-body' }, ends: 'reset' },
  cut: { behaviour: { kind: 'truncate' }, ends: 'truncated' },
  garbled: { behaviour: { kind: 'chunked', fault: 'bad-size' }, ends: 'protocol' },
} as const satisfies Record<string, Meeting>

/** The name of a meeting. */
export type MeetingName = keyof typeof MEETINGS

/** What there is to know of a meeting. */
export function meetingOf(name: MeetingName): Meeting {
  return MEETINGS[name]
}
