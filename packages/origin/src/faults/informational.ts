import type { Exchange } from '../exchange.ts'
import { writeServe } from './serve.ts'

/** An unasked interim answer, then the good one; after 101 nothing more comes, as another protocol would speak. */
export interface Informational {
  readonly kind: 'informational'
  readonly status: 100 | 101 | 103
}

const INTERIM = {
  100: 'HTTP/1.1 100 Continue\r\n\r\n',
  101: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: unasked\r\n\r\n',
  103: 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n',
}

/** Writes the interim answer by hand. */
export function writeInformational(exchange: Exchange, { status }: Informational): void {
  exchange.socket.write(INTERIM[status])
  if (status !== 101) return writeServe(exchange)
  exchange.sends(status)
}
