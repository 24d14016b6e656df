import { Cancelled, isSuppressed } from '../cancelled.ts'
import { regroup } from '../nursery-error.ts'
import type { Failure } from './close-scope.ts'

interface Sifted {
  readonly rest: Failure | null
  readonly caught: boolean
}

type Taken = (error: unknown) => boolean

/**
 * Takes every `Cancelled` out of an error, but for those to `keep`: of groups at any depth, and of a SuppressedError on
 * either side, so that a real error which clean-up tried to replace is kept (Trio #455, #1559).
 */
export function withoutCancelled(error: unknown, keep?: Set<unknown>): Sifted {
  return sift(error, isToBeTaken, keep)
}

/** What a run's main task has failed with besides the run's own failure, of which its tasks were told. */
export function besides(ending: Error, error: unknown): Failure | null {
  return sift(error, (one) => one === ending || isToBeTaken(one)).rest
}

function isToBeTaken(error: unknown): boolean {
  return error instanceof Cancelled
}

function sift(error: unknown, taken: Taken, keep?: Set<unknown>): Sifted {
  if (keep?.has(error)) return { rest: { error }, caught: false }
  if (taken(error)) return { rest: null, caught: true }
  if (error instanceof AggregateError) return withoutThoseInGroup(error, taken, keep)
  if (isSuppressed(error)) return withoutThoseInPair(error, taken, keep)
  return { rest: { error }, caught: false }
}

function withoutThoseInGroup(group: AggregateError, taken: Taken, keep?: Set<unknown>): Sifted {
  const parts = group.errors.map((error: unknown) => sift(error, taken, keep))
  if (!parts.some((part) => part.caught)) return { rest: { error: group }, caught: false }
  const errors = parts.flatMap((part) => (part.rest ? [part.rest.error] : []))
  return { rest: errors.length > 0 ? { error: regroup(group, errors) } : null, caught: true }
}

function withoutThoseInPair(pair: SuppressedError, taken: Taken, keep?: Set<unknown>): Sifted {
  const late = sift(pair.error, taken, keep)
  const early = sift(pair.suppressed, taken, keep)
  if (!late.caught && !early.caught) return { rest: { error: pair }, caught: false }
  if (!late.rest || !early.rest) return { rest: late.rest ?? early.rest, caught: true }
  return { rest: { error: new SuppressedError(late.rest.error, early.rest.error, pair.message) }, caught: true }
}
