import type { Exchange } from '../exchange.ts'

/** A good answer, and more bytes than its Content-Length says; the connection is kept. */
export interface ExtraBytes {
  readonly kind: 'extra-bytes'
  /** Default: a whole second answer, which a careless client takes for that of its next request. */
  readonly extra?: string
}

const POISON = 'HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 6\r\n\r\npoison'

/** Answers with body and extra bytes in one write. */
export function writeExtraBytes(exchange: Exchange, { extra = POISON }: ExtraBytes): void {
  const { response, resource } = exchange
  const { status, type, body } = resource
  exchange.sends(status)
  response.writeHead(status, { 'content-type': type, 'content-length': body.length })
  exchange.end('broken')
  response.end(Buffer.concat([body, Buffer.from(extra, 'latin1')]))
}
