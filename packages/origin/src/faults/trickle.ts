import type { Exchange } from '../exchange.ts'
import { headOf } from './raw-head.ts'

/** Slow, but alive: a few bytes at a time. A good answer in the end, if the client waits for it. */
export interface Trickle {
  readonly kind: 'trickle'
  /** ms between two writes; default 50. */
  readonly every?: number
  /** Bytes per write; default 1. */
  readonly bytes?: number
  /** What comes slowly: the body (default), or the headers too. */
  readonly part?: 'body' | 'headers'
}

/** Writes head and body piece by piece; the connection closes at the end if the headers were written by hand. */
export function writeTrickle(exchange: Exchange, { every = 50, bytes = 1, part = 'body' }: Trickle): void {
  const { response, resource, socket } = exchange
  const { status, type, body } = resource
  exchange.sends(status)
  if (part === 'headers') {
    const all = Buffer.concat([Buffer.from(headOf(resource, { Connection: 'close' })), body])
    return pieces(exchange, { all, every, bytes }, socket)
  }
  response.writeHead(status, { 'content-type': type, 'content-length': body.length })
  response.flushHeaders()
  pieces(exchange, { all: body, every, bytes }, response)
}

interface Pieces {
  readonly all: Buffer
  readonly every: number
  readonly bytes: number
}

function pieces(exchange: Exchange, { all, every, bytes }: Pieces, target: NodeJS.WritableStream): void {
  const writeFrom = (start: number): void => {
    if (start + bytes >= all.length) {
      exchange.end('served')
      target.end(all.subarray(start))
      return
    }
    target.write(all.subarray(start, start + bytes))
    exchange.after(every, () => writeFrom(start + bytes))
  }
  exchange.after(every, () => writeFrom(0))
}
