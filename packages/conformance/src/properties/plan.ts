import { CODES } from '@interleave/flags'
import * as fc from 'fast-check'
import { MEETINGS, type MeetingName } from './meetings.ts'

/** One code, and what it meets. */
export interface PlannedItem {
  readonly code: string
  readonly meets: MeetingName
  /** Before the first byte of its answer, in ms. */
  readonly delay: number
  /** It meets nothing at all: no answer comes, and only its time limit or a cancel ends it. */
  readonly hangs: boolean
}

/** When a run is cancelled: as soon as this many items have started or settled. */
interface Instant {
  readonly after: 'started' | 'settled'
  readonly count: number
  /** By `run.cancel()`, or by the signal that the run was given. */
  readonly by: 'cancel' | 'signal'
}

/** A whole run, drawn. It is plain data, so that one that failed can be kept. */
export interface RunPlan {
  readonly items: readonly PlannedItem[]
  /** How many at once it is asked for. */
  readonly concurrency: number
}

/** A run that is cancelled. */
export interface CutPlan extends RunPlan {
  readonly instant: Instant
}

/** A run whose answers are held, and let go one by one: which of those that wait is next, the scheduler says. */
export interface OrderPlan extends RunPlan {
  readonly scheduler: fc.Scheduler
}

const code = fc.constantFrom(...CODES.slice(0, 40))
const meets = fc.constantFrom(...(Object.keys(MEETINGS) as MeetingName[]))
const concurrency = fc.integer({ min: 1, max: 6 })

/** Any answers, a few of which never come. */
export function anyPlan({ hangs = 2 }: { hangs?: number } = {}): fc.Arbitrary<RunPlan> {
  const hang = fc.oneof({ weight: 24, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) })
  const item = fc.record({ code, meets, delay: fc.integer({ min: 0, max: 12 }), hangs: hang })
  return fc.record({ items: distinct(item).map((items) => fewer(items, hangs)), concurrency })
}

/** Any answers, let go in any order. */
export function anyOrder(): fc.Arbitrary<OrderPlan> {
  const item = fc.record({ code, meets, delay: fc.constant(0), hangs: fc.constant(false) })
  return fc.record({ items: distinct(item), concurrency, scheduler: fc.scheduler() })
}

/** Any answers, many of which never come, and a cancel at any instant. */
export function anyCut(): fc.Arbitrary<CutPlan> {
  const item = fc.record({ code, meets, delay: fc.integer({ min: 0, max: 12 }), hangs: fc.boolean() })
  const instant = fc.record({
    after: fc.constantFrom('started' as const, 'settled' as const),
    count: fc.nat({ max: 12 }),
    by: fc.constantFrom('cancel' as const, 'signal' as const),
  })
  return fc.record({ items: distinct(item), concurrency, instant })
}

function distinct(item: fc.Arbitrary<PlannedItem>): fc.Arbitrary<PlannedItem[]> {
  return fc.uniqueArray(item, { minLength: 0, maxLength: 12, selector: (one) => one.code })
}

/** Each one that hangs costs its whole time limit. */
function fewer(items: readonly PlannedItem[], most: number): PlannedItem[] {
  let left = most
  return items.map((one) => (one.hangs && --left < 0 ? { ...one, hangs: false } : one))
}
