import type { Socket } from 'node:net'
import { wasCutByServer } from './cut-by-server.ts'
import type { Exchange } from './exchange.ts'

/** One connection and the requests that are open on it. */
export class Connection {
  readonly id: number
  readonly exchanges = new Set<Exchange>()

  /** `closed` is called once, when the connection is gone. */
  constructor(id: number, socket: Socket, closed: () => void) {
    this.id = id
    // A client that goes away is noticed at its FIN, not when the connection is torn down: its next request, on a new
    // connection, may be read before that, and would be counted as one too many.
    const gone = (): void => this.#end(wasCutByServer(socket) ? 'broken' : 'aborted')
    socket.on('end', gone)
    socket.on('error', gone)
    socket.on('close', gone)
    socket.on('close', closed)
  }

  #end(outcome: 'broken' | 'aborted'): void {
    for (const exchange of this.exchanges) exchange.end(outcome)
  }
}
