import type { Variant } from '@interleave/contract'
import type { Origin } from '@interleave/origin'
import { withSubject } from '../subject.ts'
import { type CheckOptions, drawAndTry } from './draw-and-try.ts'
import { keptPlans } from './kept-plans.ts'
import { anyPlan, type RunPlan } from './plan.ts'
import { type End, runPlan } from './run-plan.ts'

/**
 * Draws plans and runs each with every variant. Rejects with the first on which they differ, or one of them fails: the
 * outcome of each code, its kind and its status must be the same, whoever downloads it.
 */
export async function checkAgreement(
  variants: readonly Variant[],
  origin: Origin,
  options: CheckOptions,
): Promise<void> {
  const attempt = async (plan: RunPlan) => {
    const seen = new Map<string, string[]>()
    for (const variant of variants) {
      let ends: End[] = []
      await withSubject(
        variant,
        origin,
        options.patience,
        async (subject) => void (ends = await runPlan(subject, plan)),
      )
      const said = ends.map((end) => end.join(' ')).join(', ')
      seen.set(said, [...(seen.get(said) ?? []), variant.id])
    }
    if (seen.size > 1) throw new Error([...seen].map(([said, ids]) => `${ids.join(', ')} say: ${said}`).join('\n'))
  }
  await drawAndTry({ plans: anyPlan({ hangs: 1 }), kept: keptPlans(), attempt }, options)
}
