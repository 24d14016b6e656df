import type { Exchange } from '../exchange.ts'
import { writeAndEnd } from './hand-written.ts'
import { headOf } from './raw-head.ts'

/** A Content-Length that is negative, or two that differ, or one beside Transfer-Encoding. */
export interface BadLength {
  readonly kind: 'bad-length'
  readonly how: 'negative' | 'two' | 'with-chunked'
}

/** Writes the whole body after such a head, then closes. */
export function writeBadLength(exchange: Exchange, { how }: BadLength): void {
  const { resource } = exchange
  const { length } = resource.body
  const head = {
    negative: headOf(resource, { 'Content-Length': '-1' }),
    two: headOf(resource, { 'Content-length': String(length + 1) }),
    'with-chunked': headOf(resource, { 'Transfer-Encoding': 'chunked' }),
  }[how]
  exchange.sends(resource.status)
  writeAndEnd(exchange, Buffer.concat([Buffer.from(head), resource.body]), 'close', 'broken')
}
