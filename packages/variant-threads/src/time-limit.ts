import { tooSlow } from '@interleave/flags'

/**
 * Runs `work` with a signal that is aborted when the outer one is, or after `ms` with a `timeout` error. What it had
 * attached is taken off again when `work` ends.
 */
export async function withTimeLimit<Result>(
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const onAbort = () => controller.abort(outer.reason)
  const timer = setTimeout(() => controller.abort(tooSlow(ms)), ms)
  outer.addEventListener('abort', onAbort, { once: true })
  try {
    outer.throwIfAborted()
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', onAbort)
  }
}
