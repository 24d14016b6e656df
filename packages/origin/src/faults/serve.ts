import type { Exchange } from '../exchange.ts'
import { respond } from './respond.ts'

/** No fault: what stands at the path, or 404. */
export interface Serve {
  readonly kind: 'serve'
}

/** Answers with what stands at the path. */
export function writeServe(exchange: Exchange): void {
  const { status, type, body } = exchange.resource
  respond(exchange, { status, headers: { 'content-type': type }, body })
}
