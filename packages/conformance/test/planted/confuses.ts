import type { FailureKind } from '@interleave/contract'
import type { Change } from './make-variant.ts'

/** Reports one kind of failure as another. */
export function confuses(kind: FailureKind, other: FailureKind): Change {
  return {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        if (outcome.failure?.kind !== kind) return outcome
        return { ...outcome, failure: { ...outcome.failure, kind: other } }
      },
    }),
  }
}
