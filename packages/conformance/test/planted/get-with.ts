import type { Ports } from '@interleave/contract'
import { checkHead, checkImage, flagRequest, flagUrl } from '@interleave/flags'
import { request, type Dispatcher } from 'undici'
import type { Parts } from './parts.ts'

/** What can be done otherwise in a request. */
interface Otherwise {
  readonly look?: (headers: Record<string, string | string[] | undefined>) => void
  readonly headersTimeout?: number
  readonly bodyTimeout?: number
}

/** Asks as the base does, but for what is said. */
export function getWith({ look, ...timeouts }: Otherwise): Parts['getFlag'] {
  return async (code, { options, ports }, signal) => {
    const url = flagUrl(options.base, code)
    const { dispatcher } = ports
    const { statusCode, headers, body } = await request(url, {
      ...flagRequest(options.limits),
      ...timeouts,
      dispatcher,
      signal,
    })
    try {
      checkHead(statusCode, headers)
      look?.(headers)
    } catch (error) {
      await body.dump()
      throw error
    }
    return checkImage(await body.bytes())
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
