import type { Exchange } from '../exchange.ts'
import { page } from '../resource.ts'
import { respond } from './respond.ts'

/**
 * Any status, with headers and body as wanted; well-formed, and the connection is kept. By default an HTML page, so that
 * `status: 200` is a page where an image was asked for, `204` has no body, and `200` with `body: ''` is empty.
 */
export interface Status {
  readonly kind: 'status'
  /** 200 to 599. */
  readonly status: number
  /** For example `{ 'retry-after': '1' }`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: a small page that says the status. */
  readonly body?: string
  /** Pads the body with spaces to this many bytes, at most 64 MiB: a 404 of 1 MB, for example. */
  readonly bodyBytes?: number
}

/** Answers with the status that the plan names. */
export function writeStatus(exchange: Exchange, { status, headers, body, bodyBytes = 0 }: Status): void {
  const plain = page(status, exchange.resource.code)
  const text = body === undefined ? plain.body : Buffer.from(body)
  const padding = Buffer.alloc(Math.max(0, bodyBytes - text.length), ' ')
  respond(exchange, {
    status,
    headers: { 'content-type': plain.type, ...headers },
    body: Buffer.concat([text, padding]),
  })
}
