import type { Capability, Variant } from '@interleave/contract'
import type { Origin } from '@interleave/origin'
import type * as fc from 'fast-check'
import { type Subject, withSubject } from '../subject.ts'
import { type CheckOptions, drawAndTry } from './draw-and-try.ts'
import { keptCuts, keptOrders, keptPlans } from './kept-plans.ts'
import { anyCut, anyOrder, anyPlan } from './plan.ts'
import { runAndCut, runInOrder, runPlan } from './run-plan.ts'

/** Something that holds for whatever is drawn. */
export interface Property {
  readonly title: string
  /** A variant that lacks this is excused. */
  readonly needs?: Capability
  /** Draws and tries plans. Rejects with a plan that fails, made as small as can be, its seed and its path. */
  check(variant: Variant, origin: Origin, options: CheckOptions): Promise<void>
}

/** What holds for any plan, of every variant. */
export const PROPERTIES: readonly Property[] = [
  property('whatever the origin does, each code ends as it should, and nothing else is left', {
    plans: anyPlan(),
    kept: keptPlans,
    run: runPlan,
  }),
  property('in whatever order answers come, as many are under way as may be', {
    plans: anyOrder(),
    kept: keptOrders,
    run: runInOrder,
    // One at a time knows but one order; and who blocks this thread keeps it from letting answers go.
    needs: 'overlaps',
  }),
  property('at whatever instant it is cancelled, it is over, with whole files and nothing else left', {
    plans: anyCut(),
    kept: keptCuts,
    run: runAndCut,
    needs: 'cancels',
  }),
]

interface Drawing<Plan> {
  readonly plans: fc.Arbitrary<Plan>
  readonly kept: () => readonly Plan[]
  readonly run: (subject: Subject, plan: Plan) => Promise<unknown>
  readonly needs?: Capability
}

function property<Plan>(title: string, { plans, kept, run, needs }: Drawing<Plan>): Property {
  return {
    title,
    ...(needs && { needs }),
    check: (variant, origin, options) => {
      const attempt = (plan: Plan) =>
        withSubject(variant, origin, options.patience, async (subject) => void (await run(subject, plan)))
      return drawAndTry({ plans, kept: kept(), attempt }, options)
    },
  }
}
