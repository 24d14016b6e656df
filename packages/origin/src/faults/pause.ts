import type { Exchange } from '../exchange.ts'

/** Sends the headers and half of the body, then waits to be released; after that, the rest. A good answer in the end. */
export interface Pause {
  readonly kind: 'pause'
}

/** Answers in two halves. */
export function writePause(exchange: Exchange): void {
  const { response, resource } = exchange
  const { status, type, body } = resource
  const half = Math.floor(body.length / 2)
  exchange.sends(status)
  response.writeHead(status, { 'content-type': type, 'content-length': body.length })
  response.write(body.subarray(0, half))
  exchange.hold(() => {
    exchange.end('served')
    response.end(body.subarray(half))
  })
}
