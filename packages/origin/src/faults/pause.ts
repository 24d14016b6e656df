import type { Exchange } from '../exchange.ts'

/** Sends the headers and half of the body, then waits to be released; after that, the rest. */
export interface Pause {
  readonly kind: 'pause'
  /** Default: the status of the path, so a good answer in the end. 200 to 599. */
  readonly status?: number
}

/** Answers in two halves. */
export function writePause(exchange: Exchange, { status = exchange.resource.status }: Pause): void {
  const { response, resource } = exchange
  const { type, body } = resource
  const half = Math.floor(body.length / 2)
  exchange.sends(status)
  response.writeHead(status, { 'content-type': type, 'content-length': body.length })
  response.write(body.subarray(0, half))
  exchange.hold(() => {
    exchange.end('served')
    response.end(body.subarray(half))
  })
}
