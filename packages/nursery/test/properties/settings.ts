import type { Parameters } from 'fast-check'

/**
 * How many programs, and which: `FC_RUNS`, `FC_SEED` and, to replay one failure, the `FC_PATH` that was printed beside the
 * seed. Without a seed every run of the tests draws other programs.
 */
export function settings<T>(runs: number): Parameters<T> {
  const { FC_RUNS, FC_SEED, FC_PATH } = process.env
  return {
    numRuns: FC_RUNS ? Number(FC_RUNS) : runs,
    // Before the test's own limit, which would say nothing of a failure that is still being shrunk.
    interruptAfterTimeLimit: TIME_LIMIT * 0.8,
    markInterruptAsFailure: true,
    ...(FC_SEED && { seed: Number(FC_SEED) }),
    ...(FC_PATH && { path: FC_PATH, endOnFailure: true }),
  }
}

/** A bound against hanging, which leaves time to shrink: a run of all takes a tenth of it, or as long as `FC_RUNS` says. */
export const TIME_LIMIT = process.env.FC_RUNS ? 86_400_000 : 300_000
