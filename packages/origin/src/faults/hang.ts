import type { Exchange } from '../exchange.ts'
import { halfOf } from './half.ts'
import type { Place } from './half.ts'

/** Never finishes: nothing at all, a part of the headers, or the headers and half of the body. Open until the client goes. */
export interface Hang {
  readonly kind: 'hang'
  /** Default `before-status`. */
  readonly at?: Place
}

/** Writes as much as `at` says, and no more. */
export function writeHang(exchange: Exchange, { at = 'before-status' }: Hang): void {
  exchange.socket.write(halfOf(exchange, at))
}
