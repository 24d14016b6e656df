import type { Exchange } from '../exchange.ts'
import { headOf } from './raw-head.ts'

/** Where an answer stops: with no byte sent, after half of its headers, or after half of its body. */
export type Place = 'before-status' | 'in-headers' | 'in-body'

/** Writes the answer of the path as far as `place`, by hand; calls `written` when the bytes are with the system. */
export function writeHalf(exchange: Exchange, place: Place, written: () => void = () => {}): void {
  const { socket, resource } = exchange
  if (place === 'before-status') return written()
  const head = Buffer.from(headOf(resource))
  exchange.sends(resource.status)
  if (place === 'in-headers') return void socket.write(head.subarray(0, head.length - 10), written)
  const half = resource.body.subarray(0, Math.floor(resource.body.length / 2))
  socket.write(Buffer.concat([head, half]), written)
}
