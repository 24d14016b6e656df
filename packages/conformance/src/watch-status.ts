import { RunCancelled, type Ports, type RunStatus, type TraceEvent } from '@interleave/contract'
import { expect } from 'vitest'
import type { Trial } from './trial.ts'

/** In angle brackets, what kind of thing, and last its state. */
export const DESCRIPTION = /^<\w.*\w\)?>$/

const STEPS: Readonly<Record<RunStatus, number>> = { pending: 0, running: 1, done: 2, failed: 2, cancelled: 2 }

/** Notes the status each time that something happens. */
export function watchStatus() {
  const seen: RunStatus[] = []
  const told: RunStatus[] = []
  let trial: Trial<unknown> | undefined
  let isOver = false
  const trace = ({ kind }: TraceEvent) => {
    if (!trial) return
    seen.push(trial.run.status)
    // What a run that is over still does is another clause's matter, and comes in time to be seen here or doesn't.
    isOver ||= kind === 'run.end'
    if (!isOver) told.push(trial.run.status)
  }
  return {
    ports: { trace } satisfies Partial<Ports>,
    /** The status at each event since the run is followed, up to that of its end. */
    told: () => told,
    follow<Result>(followed: Trial<Result>): Trial<Result> {
      trial = followed
      seen.push(followed.run.status)
      return followed
    },
    /** Waits for the end. Fails unless the status came to what the result is, with it and not before, without a step back. */
    async expectEnd() {
      const ending = await trial?.ending()
      if (!ending) throw new Error('Nothing is followed.')
      seen.push(ending.status)
      expect(ending.status, 'the status at the end').toBe(statusOf(ending.result))
      expect(trial?.run.describe(), 'what ran, and how it ended').toMatch(DESCRIPTION)
      const steps = seen.map((each) => STEPS[each])
      expect(steps, `the steps ${seen.join(', ')}`).toEqual(steps.toSorted((one, other) => one - other))
      expect(
        told.filter((each) => !isUnderWay(each)),
        'an end that is said before it',
      ).toEqual([])
    },
  }
}

/** What the status has to be when the result is this. */
function statusOf(result: PromiseSettledResult<unknown>): RunStatus {
  if (result.status === 'fulfilled') return 'done'
  return result.reason instanceof RunCancelled ? 'cancelled' : 'failed'
}

export function isUnderWay(status: RunStatus): boolean {
  return status === 'pending' || status === 'running'
}
