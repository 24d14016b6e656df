import type { Exchange } from '../exchange.ts'
import type { Outcome } from '../report.ts'

/** How the connection ends after bytes written by hand. It can't be kept: node:http has lost count of it. */
export type Ending = 'close' | 'reset'

/** Counts the request as over, writes the bytes, and ends the connection: by a FIN, or by a RST. */
export function writeAndEnd(exchange: Exchange, bytes: Buffer | string, ending: Ending, outcome: Outcome): void {
  const { socket } = exchange
  exchange.end(outcome)
  if (ending === 'close') socket.end(bytes, () => socket.destroy())
  else socket.write(bytes, () => socket.resetAndDestroy())
}
