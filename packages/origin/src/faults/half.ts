import type { Exchange } from '../exchange.ts'
import { headOf } from './raw-head.ts'

/** Where an answer stops: with no byte sent, within its headers, or after half of its body. */
export type Place = 'before-status' | 'in-headers' | 'in-body'

/** Bytes of the headers that are kept back by `in-headers`. */
const KEPT_BACK = 10

/** The answer of the path as far as `place`, as bytes to write by hand; notes the status if the client will see it. */
export function halfOf(exchange: Exchange, place: Place): Buffer {
  const { resource } = exchange
  if (place === 'before-status') return Buffer.alloc(0)
  const head = Buffer.from(headOf(resource))
  exchange.sends(resource.status)
  if (place === 'in-headers') return head.subarray(0, head.length - KEPT_BACK)
  return Buffer.concat([head, resource.body.subarray(0, Math.floor(resource.body.length / 2))])
}
