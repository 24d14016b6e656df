import type { Capability, Variant } from '@interleave/contract'
import type { Origin } from '@interleave/origin'
import * as fc from 'fast-check'
import { type Subject, withSubject } from '../subject.ts'
import { KEPT_CUTS, KEPT_ORDERS, KEPT_PLANS } from './kept-plans.ts'
import { anyCut, anyOrder, anyPlan } from './plan.ts'
import { reportFailure } from './report-failure.ts'
import { runAndCut, runInOrder, runPlan } from './run-plan.ts'

/** Something that holds for whatever is drawn. */
export interface Property {
  readonly title: string
  /** A variant that lacks this is excused. */
  readonly needs?: Capability
  /** Draws and tries plans. Rejects with a plan that fails, made as small as can be, its seed and its path. */
  check(variant: Variant, origin: Origin, options: CheckOptions): Promise<void>
}

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

/** What holds for any plan, of every variant. */
export const PROPERTIES: readonly Property[] = [
  property('whatever the origin does, each code ends as it should, and nothing else is left', {
    plans: anyPlan(),
    kept: KEPT_PLANS,
    run: runPlan,
  }),
  property('in whatever order answers come, as many are under way as may be', {
    plans: anyOrder(),
    kept: KEPT_ORDERS,
    run: runInOrder,
    // One at a time knows but one order; and who blocks this thread keeps it from letting answers go.
    needs: 'overlaps',
  }),
  property('at whatever instant it is cancelled, it is over, with whole files and nothing else left', {
    plans: anyCut(),
    kept: KEPT_CUTS,
    run: runAndCut,
    needs: 'cancels',
  }),
]

interface Drawing<Plan> {
  readonly plans: fc.Arbitrary<Plan>
  readonly kept: readonly Plan[]
  readonly run: (subject: Subject, plan: Plan) => Promise<unknown>
  readonly needs?: Capability
}

function property<Plan>(title: string, { plans, kept, run, needs }: Drawing<Plan>): Property {
  return {
    title,
    ...(needs && { needs }),
    async check(variant, origin, { patience, runs, seed, time }) {
      const holds = fc.asyncProperty(plans, (plan) =>
        withSubject(variant, origin, patience, async (subject) => void (await run(subject, plan))),
      )
      await fc.assert(holds, {
        seed,
        numRuns: runs + kept.length,
        examples: kept.map((plan): [Plan] => [plan]),
        interruptAfterTimeLimit: time,
        includeErrorInReport: true,
        asyncReporter: reportFailure,
      })
    },
  }
}
