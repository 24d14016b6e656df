import { tooSlow } from '@interleave/flags'

/** Runs `work` with a signal that is aborted when the outer one is, or after `ms` with a `timeout` error. */
export async function withTimeLimit<Result>(
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(tooSlow(ms)), ms)
  try {
    return await work(AbortSignal.any([outer, limit.signal]))
  } finally {
    clearTimeout(timer)
  }
}
