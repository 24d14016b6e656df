import type { OutgoingHttpHeaders } from 'node:http'
import type { Exchange } from '../exchange.ts'

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  readonly body: Buffer
}

/** Writes a whole, well-formed answer with its Content-Length, and keeps the connection. */
export function respond(exchange: Exchange, { status, headers = {}, body }: Answer): void {
  const { response, request } = exchange
  const length = isBodiless(status) ? {} : { 'content-length': body.length }
  exchange.sends(status)
  response.writeHead(status, { ...headers, ...length })
  exchange.end('served')
  if (isBodiless(status) || request.method === 'HEAD') response.end()
  else response.end(body)
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 304
}
