import type { Exchange } from '../exchange.ts'
import { writeAndEnd } from './hand-written.ts'
import type { Ending } from './hand-written.ts'
import { headOf } from './raw-head.ts'

/** Neither Content-Length nor chunks: the end of the connection is the end of the body, as in HTTP/1.0. */
export interface NoLength {
  readonly kind: 'no-length'
  /** Ends after half of the body: by a FIN, which no client can tell from the real end, or by a RST. Default: whole. */
  readonly cut?: Ending
}

/** Writes the body as `cut` says, and ends the connection. */
export function writeNoLength(exchange: Exchange, { cut }: NoLength): void {
  const { resource } = exchange
  const head = headOf(resource, { 'Content-Length': null, Connection: 'close' })
  const length = cut === undefined ? resource.body.length : Math.floor(resource.body.length / 2)
  exchange.sends(resource.status)
  const bytes = Buffer.concat([Buffer.from(head), resource.body.subarray(0, length)])
  writeAndEnd(exchange, bytes, cut ?? 'close', cut === undefined ? 'served' : 'broken')
}
