import { RunCancelled } from '@interleave/contract'
import { expect } from 'vitest'
import type { Ending, Trial } from './trial.ts'

/** Waits for the end and fails unless it is a cancel with this reason; returns what was seen at that instant. */
export async function expectCancelled<Result>(trial: Trial<Result>, reason: unknown): Promise<Ending<Result>> {
  const ending = await trial.ending()
  const { result } = ending
  expect(result.status, 'the result after a cancel').toBe('rejected')
  const error: unknown = result.status === 'rejected' ? result.reason : undefined
  expect(error).toBeInstanceOf(RunCancelled)
  expect((error as RunCancelled).reason, 'the reason').toBe(reason)
  expect(ending.status, 'the status').toBe('cancelled')
  return ending
}
