import { BusyResourceError } from '../../errors.ts'
import { bytesOf, expectSame } from './bytes.ts'
import type { OneWayPair } from './checked-streams.ts'
import type { Rule } from './hold-to-rules.ts'
import { Violation } from './violation.ts'

/** How bytes get from one side to the other, and how they end. */
export const transferRules: readonly Rule<OneWayPair>[] = [
  {
    says: 'receiveSome waits while there is nothing',
    async check([send, receive], bench) {
      const receiving = bench.receiveSome(receive)
      await bench.settle()
      receiving.stillWaits('for bytes')
      const sending = bench.sendAll(send, 'x')
      expectSame(await receiving.value(), 'x')
      await sending.value()
    },
  },
  {
    says: 'What is sent is received, in its order',
    async check([send, receive], bench) {
      const sending = bench.try('sendAll()', async () => {
        for (const data of ['one ', '', bytesOf('two '), new Uint8Array(), 'três']) await send.sendAll(data)
      })
      expectSame(await bench.receive(receive, 13).value(), 'one two três')
      await sending.value()
    },
  },
  {
    says: 'receiveSome gives what there is, maxBytes at most',
    async check([send, receive], bench) {
      const sending = bench.sendAll(send, 'abcdef')
      const first = await bench.receivePiece(receive, 1).value()
      const second = await bench.receivePiece(receive, 2).value()
      const rest = await bench.receive(receive, 6 - first.length - second.length).value()
      expectSame(Uint8Array.from([...first, ...second, ...rest]), 'abcdef')
      await sending.value()
    },
  },
  {
    says: 'receiveSome refuses, with a RangeError, what is neither a whole number from 1 nor Infinity',
    async check([, receive], bench) {
      for (const most of [0, -1, 1.5, Number.NaN]) {
        await bench.try(`receiveSome(${most})`, () => receive.receiveSome(most)).failsWith(RangeError)
      }
    },
  },
  {
    says: 'Once sendAll has returned, the sender may use its array again',
    async check([send, receive], bench) {
      const data = bytesOf('before')
      const sending = bench.try('sendAll()', async () => {
        await send.sendAll(data)
        data.fill(0)
      })
      const received = await bench.receive(receive, 6).value()
      await sending.value()
      expectSame(received, 'before')
    },
  },
  {
    says: 'Closing the sender is the end, after what was sent',
    async check([send, receive], bench) {
      const sending = bench.try('sendAll()', async () => {
        await send.sendAll('last')
        await send.close()
      })
      await bench.settle()
      expectSame(await bench.receive(receive, 4).value(), 'last')
      await sending.value()
      await bench.expectEnd(receive)
    },
  },
  {
    says: 'A receiver that waits is told of the end',
    async check([send, receive], bench) {
      const receiving = bench.receiveSome(receive)
      await bench.settle()
      await bench.close(send)
      expectSame(await receiving.value(), '')
    },
  },
  {
    says: 'Iteration gives what arrives, until the end',
    async check([send, receive], bench) {
      const sending = bench.try('sendAll()', async () => {
        for (const word of ['one ', 'two ', 'three']) await send.sendAll(word)
        await send.close()
      })
      const received = bench.try('the loop', async () => {
        const bytes: number[] = []
        for await (const chunk of receive) {
          if (chunk.length === 0) throw new Violation('It gave an empty chunk.')
          bytes.push(...chunk)
        }
        return Uint8Array.from(bytes)
      })
      expectSame(await received.value(), 'one two three')
      await sending.value()
    },
  },
  {
    says: 'A second receiver gets BusyResourceError, and the first is not disturbed',
    async check([send, receive], bench) {
      const first = bench.receiveSome(receive)
      await bench.settle()
      await bench.receiveSome(receive).failsWith(BusyResourceError)
      first.stillWaits('for bytes')
      const sending = bench.sendAll(send, 'x')
      expectSame(await first.value(), 'x')
      await sending.value()
    },
  },
]
