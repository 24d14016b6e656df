import { DEFAULT_LIMITS, type Limits } from '@interleave/contract'
import { Agent, type Dispatcher } from 'undici'
import { followRedirects } from './follow-redirects.ts'

/**
 * What every request for a flag says: no encoding, so that the bytes on the wire are the file's, and the bounds on
 * waiting in ms.
 */
export function flagRequest(limits: Limits = DEFAULT_LIMITS) {
  return {
    method: 'GET',
    headers: { accept: 'image/gif', 'accept-encoding': 'identity' },
    headersTimeout: limits.headers,
    bodyTimeout: limits.body,
  } as const
}

/**
 * A dispatcher for one run: at most `connections` sockets to a server, bounded waiting and body size, five redirects.
 * Close it at the run's end (`close()`), or destroy it after a cancel (`destroy()`); a shared one would let one run's
 * idle sockets serve the next.
 *
 * @example
 * const dispatcher = openDispatcher({ connections: 30 })
 * try { await variant.downloader(options, { ...ports, dispatcher }).result } finally { await dispatcher.close() }
 */
export function openDispatcher(options: { connections: number; limits?: Limits }): Dispatcher {
  const { connections, limits = DEFAULT_LIMITS } = options
  return new Agent({
    connections,
    connect: { timeout: limits.connect },
    maxResponseSize: limits.bytes,
    headersTimeout: limits.headers,
    bodyTimeout: limits.body,
  }).compose(followRedirects(5))
}
