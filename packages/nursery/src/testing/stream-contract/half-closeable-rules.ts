import { BusyResourceError, ClosedResourceError } from '../../errors.ts'
import { expectSame } from './bytes.ts'
import type { CheckedHalfCloseableStream, TwoWayPair } from './checked-streams.ts'
import { clogged } from './clogged-rules.ts'
import type { Rule } from './hold-to-rules.ts'

type Pair = TwoWayPair<CheckedHalfCloseableStream>

/** What holds for the end of one direction only. */
export const halfCloseableRules: readonly Rule<Pair>[] = [
  {
    says: 'sendEof ends its own direction, after what was sent, and leaves the other open',
    async check([left, right], bench) {
      const sending = bench.try('sendEof()', async () => {
        await left.sendAll('last')
        await left.sendEof()
      })
      await bench.settle()
      expectSame(await bench.receive(right, 4).value(), 'last')
      await sending.value()
      await bench.expectEnd(right)
      const back = bench.sendAll(right, 'back')
      expectSame(await bench.receive(left, 4).value(), 'back')
      await back.value()
      await bench.sendEof(right).value()
      await bench.expectEnd(left)
    },
  },
  {
    says: 'A receiver that waits is told of the end by sendEof',
    async check([left, right], bench) {
      const receiving = bench.receiveSome(right)
      await bench.settle()
      await bench.sendEof(left).value()
      expectSame(await receiving.value(), '')
    },
  },
  {
    says: 'sendEof may be called again',
    async check([left, right], bench) {
      await bench.sendEof(left).value()
      await bench.sendEof(left).value()
      await bench.expectEnd(right)
      await bench.sendEof(left).value()
    },
  },
  {
    says: 'After sendEof, sendAll refuses with ClosedResourceError',
    async check([left], bench) {
      await bench.sendEof(left).value()
      for (const data of ['x', '']) await bench.sendAll(left, data).failsWith(ClosedResourceError)
    },
  },
  {
    says: 'After closing, sendEof refuses with ClosedResourceError, whether it was called before or not',
    async check([left, right], bench) {
      await bench.close(left)
      await bench.sendEof(left).failsWith(ClosedResourceError)
      await bench.sendEof(right).outcome()
      await bench.close(right)
      await bench.sendEof(right).failsWith(ClosedResourceError)
    },
  },
  {
    says: 'sendEof is a checkpoint, always',
    async check([left], bench) {
      await bench.sendEof(left, { checkpoint: true }).value()
      await bench.sendEof(left, { checkpoint: true }).value()
    },
  },
  {
    says: 'sendEof in a cancelled scope throws the Cancelled',
    async check([left], bench) {
      await bench.sendEof(left, { cancelled: true }).isCutShort()
    },
  },
]

/** Those for streams whose senders wait. */
export const cloggedHalfCloseableRules: readonly Rule<Pair>[] = [
  {
    says: 'sendEof while somebody sends gets BusyResourceError, and does not disturb',
    async check([left], bench) {
      const sending = await clogged(left, bench)
      await bench.sendEof(left).failsWith(BusyResourceError)
      sending.stillWaits('for the receiver')
      sending.cancel()
      await sending.outcome()
    },
  },
]
