import { BrokenResourceError, ClosedResourceError } from '../../errors.ts'
import type { OneWayPair } from './checked-streams.ts'
import type { Rule } from './hold-to-rules.ts'
import type { StreamBench } from './stream-bench.ts'

/** More than the buffers of any system take in: a sender whose receiver is gone must have heard of it by then. */
const MOST = 64_000_000
const PIECE = 64_000

/** What closing one side means for both. */
export const closingRules: readonly Rule<OneWayPair>[] = [
  {
    says: 'Closing a receiver wakes its user with ClosedResourceError',
    async check([, receive], bench) {
      const receiving = bench.receiveSome(receive)
      await bench.settle()
      await bench.close(receive)
      await receiving.failsWith(ClosedResourceError)
    },
  },
  {
    says: 'A sender whose receiver is gone gets BrokenResourceError',
    async check([send, receive], bench) {
      await bench.close(receive)
      const sending = bench.try('sendAll()', async () => {
        const piece = new Uint8Array(PIECE)
        for (let sent = 0; sent < MOST; sent += PIECE) await send.sendAll(piece)
      })
      await sending.failsWith(BrokenResourceError)
      await bench.sendAll(send, 'x').failsWith(BrokenResourceError)
    },
  },
  ...['close()', 'Symbol.asyncDispose', 'Symbol.dispose'].flatMap((way) => [
    {
      says: `A sender is closed by ${way}, more than once too, and then refuses with ClosedResourceError`,
      async check([send, receive]: OneWayPair, bench: StreamBench) {
        if (!(await closeBy(way, send, bench))) return
        for (const data of ['x', '']) await bench.sendAll(send, data).failsWith(ClosedResourceError)
        await closeBy(way, send, bench)
        await bench.sendAll(send, 'x').failsWith(ClosedResourceError)
        await bench.expectEnd(receive)
      },
    },
    {
      says: `A receiver is closed by ${way}, more than once too, and then refuses with ClosedResourceError`,
      async check([send, receive]: OneWayPair, bench: StreamBench) {
        if (!(await closeBy(way, receive, bench))) return
        await bench.receiveSome(receive).failsWith(ClosedResourceError)
        await closeBy(way, receive, bench)
        await bench.close(send)
        await bench.receiveSome(receive).failsWith(ClosedResourceError)
      },
    },
  ]),
]

/** In a cancelled scope, for whoever is cancelled has to close as well. False where the stream has no such way. */
async function closeBy(way: string, stream: OneWayPair[number], bench: StreamBench): Promise<boolean> {
  if (way === 'Symbol.dispose' && !stream[Symbol.dispose]) return false
  const close = () => {
    if (way === 'Symbol.dispose') return stream[Symbol.dispose]!()
    return way === 'close()' ? stream.close() : stream[Symbol.asyncDispose]()
  }
  await bench.try(`${way}, in a cancelled scope,`, close, { cancelled: true }).value()
  return true
}
