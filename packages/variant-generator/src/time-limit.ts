import { tooSlow } from '@interleave/flags'
import { together } from './children.ts'
import type { Operation } from './operation.ts'
import { drive } from './runner.ts'

/** Drives an operation for at most `ms`, then cancels it and throws a `timeout` error when it has cleaned up. */
export function* withTimeLimit<Result>(ms: number, operation: Operation<Result>): Operation<Result> {
  const child = drive(operation)
  const timer = setTimeout(() => child.cancel(tooSlow(ms)), ms)
  try {
    return yield* together([child], () => child.result)
  } finally {
    clearTimeout(timer)
  }
}
