import { DEFAULT_LIMITS, type Limits } from '@interleave/contract'

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
