import type { Exchange } from '../exchange.ts'
import { writeAndEnd } from './hand-written.ts'

/** Something that is no HTTP/1.1 answer: noise, a body without a head (HTTP/0.9), a TLS alert, the greeting of SSH. */
export interface Garbage {
  readonly kind: 'garbage'
  /** Default `noise`. */
  readonly what?: 'noise' | 'http-0.9' | 'tls' | 'ssh'
}

/** Writes it in place of an answer, then closes. */
export function writeGarbage(exchange: Exchange, { what = 'noise' }: Garbage): void {
  const bytes = {
    noise: Buffer.from('\u0000\u0001*** not a status line ***\r\n\r\n', 'latin1'),
    'http-0.9': exchange.resource.body,
    tls: Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]),
    ssh: Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'),
  }[what]
  writeAndEnd(exchange, bytes, 'close', 'broken')
}
