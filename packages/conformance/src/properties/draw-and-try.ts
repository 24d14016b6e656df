import * as fc from 'fast-check'

/** How long and from where to draw. */
export interface CheckOptions {
  /** How long a run may take before something is wrong, in ms. */
  readonly patience: number
  /** How many plans. */
  readonly runs: number
  /** What the draws start from. */
  readonly seed: number
  /** No more plans after this many ms. */
  readonly time: number
}

/** What to draw, and what must not reject for it. */
interface Drawing<Plan> {
  readonly plans: fc.Arbitrary<Plan>
  /** Tried first. */
  readonly kept: readonly Plan[]
  readonly attempt: (plan: Plan) => Promise<void>
}

/**
 * Tries what is kept, then what is drawn. Rejects with the smallest plan that fails, its seed and path, what was wrong
 * and what to do. When the time is over, the plan that is under way is still waited for: whoever comes next has the
 * origin to itself.
 */
export async function drawAndTry<Plan>(drawing: Drawing<Plan>, { runs, seed, time }: CheckOptions): Promise<void> {
  const { plans, kept, attempt } = drawing
  let underWay = Promise.resolve()
  const holds = fc.asyncProperty(plans, (plan) => {
    underWay = attempt(plan)
    return underWay
  })
  try {
    await fc.assert(holds, {
      seed,
      numRuns: runs + kept.length,
      examples: kept.map((plan): [Plan] => [plan]),
      interruptAfterTimeLimit: time,
      includeErrorInReport: true,
      asyncReporter: reportFailure,
    })
  } catch (error) {
    await underWay.catch(() => {})
    throw error
  }
  // It counts too, though it can't be made smaller any more.
  await underWay
}

async function reportFailure<Plans>(details: fc.RunDetails<Plans>): Promise<void> {
  // On a slow machine the time may be over before the first plan is: that is no failure.
  if (!details.failed || (details.interrupted && details.counterexample === null)) return
  throw new Error(
    `${await fc.asyncDefaultReportMessage(details)}\n\nThe same again: FC_SEED=${details.seed}. ${KEEP}`,
    { cause: details.errorInstance },
  )
}

const KEEP = 'Keep the plan: src/properties/kept-plans.ts of the suite is for those that are tried first from now on.'
