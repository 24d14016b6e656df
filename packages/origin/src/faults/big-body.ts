import type { Exchange } from '../exchange.ts'

/** A body that begins as the image does and goes on; written no faster than the client reads. */
export interface BigBody {
  readonly kind: 'big-body'
  /** 200 to 599; default: as at the path. */
  readonly status?: number
  /** Its size, at most 4 GiB; default: without a length and without an end (4 GiB, then cut). */
  readonly bytes?: number
}

const MOST = 4 * 1024 ** 3
const BLOCK = Buffer.alloc(65_536)

/** Streams the body until its end or the client's. */
export function writeBigBody(exchange: Exchange, { bytes, status = exchange.resource.status }: BigBody): void {
  const { response, resource, socket } = exchange
  const { type, body } = resource
  const total = bytes ?? MOST
  exchange.sends(status)
  response.writeHead(status, { 'content-type': type, ...(bytes === undefined ? {} : { 'content-length': bytes }) })

  const finish = (last: Buffer): void => {
    exchange.end(bytes === undefined ? 'broken' : 'served')
    if (bytes === undefined) socket.destroy()
    else response.end(last)
  }
  const writeFrom = (start: number): void => {
    let position = start
    let next = start === 0 ? body : BLOCK
    while (!exchange.isOver) {
      if (position + next.length >= total) return finish(next.subarray(0, total - position))
      position += next.length
      const hasRoom = response.write(next)
      next = BLOCK
      if (!hasRoom) return void response.once('drain', () => writeFrom(position))
    }
  }
  writeFrom(0)
}
