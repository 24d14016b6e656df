import type { Exchange } from '../exchange.ts'
import { halfOf } from './half.ts'
import type { Place } from './half.ts'
import { writeAndEnd } from './hand-written.ts'

/** Closes the connection in order (FIN), but too early: in the body, Content-Length has promised twice as much. */
export interface Truncate {
  readonly kind: 'truncate'
  /** Default `in-body`. */
  readonly at?: Place
}

/** Writes as much as `at` says, then closes. */
export function writeTruncate(exchange: Exchange, { at = 'in-body' }: Truncate): void {
  writeAndEnd(exchange, halfOf(exchange, at), 'close', 'broken')
}
