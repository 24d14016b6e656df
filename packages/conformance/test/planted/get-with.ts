import type { FailureKind, Ports } from '@interleave/contract'
import { checkHead, checkImage, DownloadError, flagRequest, flagUrl } from '@interleave/flags'
import { request, type Dispatcher } from 'undici'
import type { Parts } from './parts.ts'

/** What can be done otherwise in a request. */
interface Otherwise {
  readonly look?: (headers: Record<string, string | string[] | undefined>) => void
  readonly headersTimeout?: number
  readonly bodyTimeout?: number
  /** No cancel reaches it once the answer has begun. */
  readonly deafInBody?: boolean
  /** What is not wanted, for this reason, is left on the wire. */
  readonly leavesUnread?: FailureKind
  /** What is not wanted is read to its end. */
  readonly readsUnwanted?: boolean
  /** What is not wanted and cut off counts as cut off. */
  readonly forgetsTheHead?: boolean
  /** A status that counts as 200. */
  readonly accepts?: number
}

/** Asks as the base does, but for what is said. */
export function getWith({
  look,
  deafInBody,
  leavesUnread,
  readsUnwanted,
  forgetsTheHead,
  accepts,
  ...timeouts
}: Otherwise): Parts['getFlag'] {
  return async (code, { options, ports: { dispatcher } }, heard) => {
    const controller = new AbortController()
    const onAbort = () => controller.abort(heard.reason)
    heard.throwIfAborted()
    heard.addEventListener('abort', onAbort)
    try {
      const { statusCode, headers, body } = await request(flagUrl(options.base, code), {
        ...flagRequest(options.limits),
        ...timeouts,
        dispatcher,
        signal: controller.signal,
      })
      if (deafInBody) heard.removeEventListener('abort', onAbort)
      try {
        checkHead(statusCode === accepts ? 200 : statusCode, headers)
        look?.(headers)
      } catch (error) {
        const isLeft = error instanceof DownloadError && error.kind === leavesUnread
        if (!isLeft) await (readsUnwanted ? body.text() : body.dump())
        if (forgetsTheHead) heard.throwIfAborted()
        throw error
      }
      return checkImage(await body.bytes())
    } finally {
      heard.removeEventListener('abort', onAbort)
    }
  }
}

/** Asks over a dispatcher of the variant's own, one for each run. */
export function getOver(open: () => Dispatcher): Parts['getFlag'] {
  const own = new WeakMap<Ports, Dispatcher>()
  return (code, downloading, signal) => {
    const { ports } = downloading
    const dispatcher = own.get(ports) ?? open()
    own.set(ports, dispatcher)
    return getWith({})(code, { ...downloading, ports: { ...ports, dispatcher } }, signal)
  }
}
