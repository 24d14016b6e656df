import { ClosedResourceError } from '../../errors.ts'
import { expectSame } from './bytes.ts'
import type { TwoWayPair } from './checked-streams.ts'
import { clogged } from './clogged-rules.ts'
import type { Rule } from './hold-to-rules.ts'

/** Bytes sent in each direction at once, in pieces of up to so many. */
const MANY = 1_000_000
const PIECE = 50_000

/** What holds for both directions together. */
export const twoWayRules: readonly Rule<TwoWayPair>[] = [
  {
    says: 'A stream that waits to receive can send',
    async check([left, right], bench) {
      const receiving = bench.receiveSome(left)
      await bench.settle()
      const sending = bench.sendAll(left, 'to the right')
      expectSame(await bench.receive(right, 12).value(), 'to the right')
      await sending.value()
      receiving.stillWaits('for bytes')
      const back = bench.sendAll(right, 'x')
      expectSame(await receiving.value(), 'x')
      await back.value()
    },
  },
  {
    says: 'Closing closes both directions',
    async check([left, right], bench) {
      const receiving = bench.receiveSome(left)
      await bench.settle()
      await bench.close(left)
      await receiving.failsWith(ClosedResourceError)
      await bench.sendAll(left, 'x').failsWith(ClosedResourceError)
      await bench.receiveSome(left).failsWith(ClosedResourceError)
      await bench.expectEnd(right)
    },
  },
  {
    says: 'Much goes both ways at once',
    async check([left, right], bench) {
      const ways = (
        [
          [left, right, 1],
          [right, left, 2],
        ] as const
      ).map(([send, receive, seed]) => {
        const data = noise(MANY, seed)
        const size = sizes(seed)
        const sending = bench.try('sendAll()', async () => {
          for (let sent = 0; sent < MANY;) {
            const piece = data.subarray(sent, sent + size())
            await send.sendAll(piece)
            sent += piece.length
          }
        })
        return { data, sending, receiving: bench.receive(receive, MANY, sizes(seed + 2)) }
      })
      for (const { data, sending, receiving } of ways) {
        expectSame(await receiving.value(), data)
        await sending.value()
      }
    },
  },
]

/** Those for streams whose senders wait. */
export const cloggedTwoWayRules: readonly Rule<TwoWayPair>[] = [
  {
    says: 'A stream that waits to send can receive',
    async check([left, right], bench) {
      const sending = await clogged(left, bench)
      const back = bench.sendAll(right, 'x')
      await bench.receivePiece(left, Infinity).value()
      sending.stillWaits('for the receiver')
      sending.cancel()
      back.cancel()
      await sending.outcome()
      await back.outcome()
    },
  },
]

/** The same each time, so that a failure can be had again. */
function noise(count: number, seed: number): Uint8Array {
  const next = numbers(seed)
  const bytes = new Uint8Array(count)
  for (let index = 0; index < count; index++) bytes[index] = next() >>> 24
  return bytes
}

function sizes(seed: number): () => number {
  const next = numbers(seed)
  return () => 1 + ((next() >>> 8) % PIECE)
}

/** A linear congruential generator: plenty to tell bytes apart. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
}
