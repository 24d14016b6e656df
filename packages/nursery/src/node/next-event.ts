import type { EventEmitter } from 'node:events'

/**
 * Waits for the first of these events, whichever it is, and leaves no listener behind. Rejects with what `error` carries,
 * unless `error` is among the names, and with the signal's reason.
 */
export function nextEvent(emitter: EventEmitter, names: readonly string[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onEvent = () => resolve()
  const onAbort = () => reject(signal.reason)
  for (const name of names) emitter.on(name, onEvent)
  if (!names.includes('error')) emitter.on('error', reject)
  signal.addEventListener('abort', onAbort)
  return promise.finally(() => {
    for (const name of names) emitter.off(name, onEvent)
    emitter.off('error', reject)
    signal.removeEventListener('abort', onAbort)
  })
}
