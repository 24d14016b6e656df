/**
 * Fulfils after `ms`; rejects with the signal's reason as soon as it is aborted. A promise can't be told to stop, so the
 * signal goes beside it. Not `node:timers/promises`, whose timers fake timers don't reach.
 */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onAbort = () => reject(signal.reason)
  const timer = setTimeout(resolve, ms)
  signal.addEventListener('abort', onAbort, { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  })
}
