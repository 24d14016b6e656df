import { expectSame } from './bytes.ts'
import type { OneWayPair } from './checked-streams.ts'
import type { Rule } from './hold-to-rules.ts'
import type { StreamBench } from './stream-bench.ts'

/** Microtasks between sending and cancelling: a few more than a sound stream takes to hand bytes over. */
const TURNS = 8

/** What a cancellation may do, and what it may not. */
export const cancellationRules: readonly Rule<OneWayPair>[] = [
  {
    says: 'sendAll in a cancelled scope throws the Cancelled',
    async check([send], bench) {
      await bench.sendAll(send, 'x', { cancelled: true }).isCutShort()
    },
  },
  {
    says: 'receiveSome in a cancelled scope throws the Cancelled and takes nothing',
    async check([send, receive], bench) {
      const sending = bench.sendAll(send, 'kept')
      await bench.settle()
      await bench.receiveSome(receive, 1, { cancelled: true }).isCutShort()
      expectSame(await bench.receive(receive, 4).value(), 'kept')
      await sending.value()
    },
  },
  {
    says: 'A receiver that is cancelled while it waits takes nothing',
    async check([send, receive], bench) {
      const receiving = bench.receiveSome(receive)
      await bench.settle()
      receiving.cancel()
      await receiving.isCutShort()
      const sending = bench.sendAll(send, 'kept')
      expectSame(await bench.receive(receive, 4).value(), 'kept')
      await sending.value()
    },
  },
  {
    says: 'A receiver that waits loses nothing by a cancellation that comes with the bytes',
    async check(pair, bench) {
      await meet(pair, bench, (send, cancel) => {
        cancel()
        return send.sendAll('kept')
      })
      for (let turns = 0; turns < TURNS; turns++) {
        await meet(pair, bench, async (send, cancel) => {
          const sending = send.sendAll('kept')
          for (let turn = 0; turn < turns; turn++) await Promise.resolve()
          cancel()
          await sending
        })
      }
    },
  },
  {
    says: 'sendAll and receiveSome are checkpoints, always',
    async check([send, receive], bench) {
      const checkpoint = true
      const sending = bench.sendAll(send, 'ab', { checkpoint })
      for (let bytes = 0; bytes < 2; bytes++) await bench.receiveSome(receive, 1, { checkpoint }).value()
      await sending.value()
      await bench.sendAll(send, '', { checkpoint }).value()
      const receiving = bench.receiveSome(receive, 1, { checkpoint })
      await bench.settle()
      await bench.close(send)
      await receiving.value()
      await bench.receiveSome(receive, 1, { checkpoint }).value()
    },
  },
]

/** A cancellation and an arrival at nearly one time: whoever wins, no byte is lost. */
async function meet(
  [send, receive]: OneWayPair,
  bench: StreamBench,
  both: (send: OneWayPair[0], cancel: () => void) => Promise<void>,
): Promise<void> {
  const receiving = bench.receiveSome(receive)
  await bench.settle()
  const sending = bench.try('sendAll()', () => both(send, () => receiving.cancel()))
  const outcome = await receiving.outcome()
  if (outcome.status === 'rejected') await receiving.isCutShort()
  const first = outcome.status === 'fulfilled' ? outcome.value : new Uint8Array()
  const rest = await bench.receive(receive, 4 - first.length).value()
  expectSame(Uint8Array.from([...first, ...rest]), 'kept')
  await sending.value()
}
