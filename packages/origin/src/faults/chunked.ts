import type { Exchange } from '../exchange.ts'
import { writeAndEnd } from './hand-written.ts'
import { headOf } from './raw-head.ts'

/** A chunked body: as it should be, with a size that is no number, or without the chunk that ends it. */
export interface Chunked {
  readonly kind: 'chunked'
  /** Default: none. */
  readonly fault?: 'bad-size' | 'no-end'
}

/** Writes the body in two chunks. */
export function writeChunked(exchange: Exchange, { fault }: Chunked): void {
  const { response, resource } = exchange
  const { status, type, body } = resource
  const half = Math.floor(body.length / 2)
  exchange.sends(status)
  if (fault === undefined) {
    response.writeHead(status, { 'content-type': type, 'transfer-encoding': 'chunked' })
    response.write(body.subarray(0, half))
    exchange.end('served')
    response.end(body.subarray(half))
    return
  }
  const head = headOf(resource, { 'Content-Length': null, 'Transfer-Encoding': 'chunked' })
  const second = fault === 'bad-size' ? Buffer.from('not-a-size\r\n') : chunk(body.subarray(half))
  writeAndEnd(exchange, Buffer.concat([Buffer.from(head), chunk(body.subarray(0, half)), second]), 'close', 'broken')
}

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}
