import type { FailureKind } from '@interleave/contract'
import type { Change } from './make-variant.ts'

/** Takes one kind of an item's failure for the end of the run. */
export function endsAll(kind: FailureKind): Change {
  return {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        if (outcome.failure?.kind === kind) throw error
        return outcome
      },
      async downloadOne(code, downloading) {
        try {
          return await base.downloadOne(code, downloading)
        } catch (error) {
          downloading.controller.abort(error)
          throw error
        }
      },
    }),
  }
}
