import * as fc from 'fast-check'

/** Throws, where a property failed, what a reader needs: the smallest plan, seed, path, what was wrong and what to do. */
export async function reportFailure<Plans>(details: fc.RunDetails<Plans>): Promise<void> {
  if (!details.failed) return
  throw new Error(`${await fc.asyncDefaultReportMessage(details)}\n\n${KEEP}`, { cause: details.errorInstance })
}

const KEEP = 'Keep the plan: add it to src/properties/kept-plans.ts, where it is tried first from now on.'
