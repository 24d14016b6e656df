import type { Exchange } from '../exchange.ts'
import { respond } from './respond.ts'

/** A good answer under very large headers. */
export interface BigHeaders {
  readonly kind: 'big-headers'
  /** Their size, about; default 1,000,000, at most 16 MiB. */
  readonly bytes?: number
  /** How many headers that is; default 100, at most 10,000. */
  readonly count?: number
}

/** Answers with `count` extra headers. */
export function writeBigHeaders(exchange: Exchange, { bytes = 1_000_000, count = 100 }: BigHeaders): void {
  const { status, type, body } = exchange.resource
  const filler = 'x'.repeat(Math.ceil(bytes / count))
  const headers = Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-filler-${index}`, filler]))
  respond(exchange, { status, headers: { 'content-type': type, ...headers }, body })
}
