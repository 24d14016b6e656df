import { DEFAULT_LIMITS, type Limits } from '@interleave/contract'
import { Agent, Pool, type Client, type Dispatcher } from 'undici'
import { followRedirects } from './follow-redirects.ts'
import { MarkingClient } from './marking-client.ts'
import { onceMore } from './once-more.ts'
import { retryAfter } from './retry-after.ts'
import { unpack } from './unpack.ts'

/** What a run needs of its dispatcher. */
export interface DispatcherOptions {
  /** Sockets to one server, at most. */
  readonly connections: number
  readonly limits?: Limits | undefined
  /** How often an answer 429 or 503 with a Retry-After is asked for again. Default 0. */
  readonly retries?: number | undefined
}

/**
 * A dispatcher for one run: at most `connections` sockets to a server, bounded waiting and body size, five redirects,
 * packed answers unpacked, and what {@link onceMore} and {@link retryAfter} say of asking again.
 * Close it at the run's end (`close()`), or destroy it after a cancel (`destroy()`); a shared one would let one run's
 * idle sockets serve the next.
 *
 * @example
 * const dispatcher = openDispatcher({ connections: 30 })
 * try { await variant.downloader(options, { ...ports, dispatcher }).result } finally { await dispatcher.close() }
 */
export function openDispatcher({ connections, limits = DEFAULT_LIMITS, retries = 0 }: DispatcherOptions): Dispatcher {
  const agent = new Agent({
    connections,
    connect: { timeout: limits.connect },
    maxResponseSize: limits.bytes,
    headersTimeout: limits.headers,
    bodyTimeout: limits.body,
    factory: (origin, options: Pool.Options) => new Pool(origin, { ...options, factory: openClient }),
  })
  // From the connection outwards: each sees what those before it let through.
  const interceptors = [onceMore(), followRedirects(5), unpack(limits.bytes)]
  if (retries > 0) interceptors.splice(1, 0, retryAfter({ retries, within: limits.total }))
  return agent.compose(interceptors)
}

function openClient(origin: URL, options: Client.Options): Dispatcher {
  return new MarkingClient(origin, options)
}
