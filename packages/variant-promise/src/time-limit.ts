import { tooSlow } from '@interleave/flags'

/**
 * Calls `work` with a signal that is aborted when the outer one is, or after `ms` with a `timeout` error. Not
 * `Promise.race`, which would leave the loser running. What it had attached is taken off again when `work` ends.
 */
export function withTimeLimit<Result>(
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (outer.aborted) return Promise.reject(outer.reason)
  const controller = new AbortController()
  const onAbort = () => controller.abort(outer.reason)
  const timer = setTimeout(() => controller.abort(tooSlow(ms)), ms)
  outer.addEventListener('abort', onAbort, { once: true })
  return Promise.try(work, controller.signal).finally(() => {
    clearTimeout(timer)
    outer.removeEventListener('abort', onAbort)
  })
}
