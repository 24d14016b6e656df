import type { Exchange } from '../exchange.ts'
import { halfOf } from './half.ts'
import type { Place } from './half.ts'
import { writeAndEnd } from './hand-written.ts'

/** Resets the connection (RST): before the first byte, within the headers, or after half of the body. */
export interface Reset {
  readonly kind: 'reset'
  /** Default `before-status`. */
  readonly at?: Place
}

/** Writes as much as `at` says, then resets. */
export function writeReset(exchange: Exchange, { at = 'before-status' }: Reset): void {
  writeAndEnd(exchange, halfOf(exchange, at), 'reset', 'reset')
}
