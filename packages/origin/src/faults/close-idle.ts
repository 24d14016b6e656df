import { cutByServer } from '../cut-by-server.ts'
import type { Exchange } from '../exchange.ts'
import { later } from '../real-time.ts'
import { writeServe } from './serve.ts'

/** A good answer that promises to keep the connection, which is then closed: perhaps just as it is used again. */
export interface CloseIdle {
  readonly kind: 'close-idle'
  /** ms between the answer and the end; default 0. */
  readonly after?: number
}

/** Answers, then destroys the connection whatever happens on it by then. */
export function writeCloseIdle(exchange: Exchange, { after = 0 }: CloseIdle): void {
  const { response, socket } = exchange
  response.once('finish', () => {
    const cancel = later(after, () => cutByServer(socket))
    socket.once('close', cancel)
  })
  writeServe(exchange)
}
