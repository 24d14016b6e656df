import type { Exchange } from '../exchange.ts'
import { respond } from './respond.ts'

/** No fault: what stands at the path, or 404. */
export interface Serve {
  readonly kind: 'serve'
  /** Without a Content-Type. */
  readonly untyped?: boolean
}

/** Answers with what stands at the path. */
export function writeServe(exchange: Exchange, { untyped = false }: Partial<Serve> = {}): void {
  const { status, type, body } = exchange.resource
  respond(exchange, { status, headers: untyped ? {} : { 'content-type': type }, body })
}
