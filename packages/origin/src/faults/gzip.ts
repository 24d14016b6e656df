import { gzip } from 'node:zlib'
import type { Exchange } from '../exchange.ts'
import { respond } from './respond.ts'

/** A compressed body, whatever the client said it accepts: right, damaged, or small and enormous once unpacked. */
export interface Gzip {
  readonly kind: 'gzip'
  /** Default `right`. */
  readonly content?: 'right' | 'corrupt' | 'bomb'
  /** Size of the bomb when unpacked; default 50,000,000, at most 256 MiB. */
  readonly bytes?: number
}

/** Answers with Content-Encoding: gzip. */
export function writeGzip(exchange: Exchange, { content = 'right', bytes = 50_000_000 }: Gzip): void {
  const { status, type, body } = exchange.resource
  const plain = content === 'bomb' ? Buffer.concat([body, Buffer.alloc(bytes - body.length)]) : body
  gzip(plain, (error, packed) => {
    if (exchange.isOver) return
    if (error !== null) throw error
    respond(exchange, {
      status,
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
      body: content === 'corrupt' ? damaged(packed) : packed,
    })
  })
}

/** The head stays, so that the damage is met in the middle of unpacking. */
function damaged(packed: Buffer): Buffer {
  return Buffer.concat([packed.subarray(0, 20), Buffer.alloc(Math.max(0, packed.length - 20), 0xff)])
}
