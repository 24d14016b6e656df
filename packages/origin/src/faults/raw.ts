import type { Exchange } from '../exchange.ts'
import { writeAndEnd } from './hand-written.ts'
import type { Ending } from './hand-written.ts'

/** Any bytes at all, for what has no kind of its own. */
export interface Raw {
  readonly kind: 'raw'
  /** One byte per character (latin1). */
  readonly text: string
  /** Default `close`. `hang` leaves the connection open until the client goes. */
  readonly ending?: Ending | 'hang'
}

/** Writes the bytes in place of an answer. */
export function writeRaw(exchange: Exchange, { text, ending = 'close' }: Raw): void {
  const bytes = Buffer.from(text, 'latin1')
  if (ending === 'hang') exchange.socket.write(bytes)
  else writeAndEnd(exchange, bytes, ending, 'broken')
}
