import { BrokenResourceError, BusyResourceError, ClosedResourceError } from '../../errors.ts'
import type { Attempt } from './attempt.ts'
import type { OneWayPair } from './checked-streams.ts'
import type { Rule } from './hold-to-rules.ts'
import type { StreamBench } from './stream-bench.ts'

/** What holds for a sender that waits because its receiver takes nothing. */
export const cloggedRules: readonly Rule<OneWayPair>[] = [
  {
    says: 'A sendAll that waits goes on once the receiver takes what is there',
    async check([send, receive], bench) {
      const sending = await clogged(send, bench)
      const receiving = bench.try('the loop', () => Array.fromAsync(receive))
      await sending.value()
      receiving.cancel()
      await receiving.outcome()
    },
  },
  {
    says: 'A second sender gets BusyResourceError, and the first is not disturbed',
    async check([send], bench) {
      const sending = await clogged(send, bench)
      await bench.sendAll(send, 'y').failsWith(BusyResourceError)
      sending.stillWaits('for the receiver')
      sending.cancel()
      await sending.outcome()
    },
  },
  {
    says: 'Closing a sender wakes its user with ClosedResourceError',
    async check([send], bench) {
      const sending = await clogged(send, bench)
      await bench.close(send)
      await sending.failsWith(ClosedResourceError)
    },
  },
  {
    says: 'A sender that waits gets BrokenResourceError when its receiver closes',
    async check([send, receive], bench) {
      const sending = await clogged(send, bench)
      await bench.close(receive)
      await sending.failsWith(BrokenResourceError)
    },
  },
  {
    says: 'A sender that is cancelled while it waits throws the Cancelled',
    async check([send], bench) {
      const sending = await clogged(send, bench)
      sending.cancel()
      await sending.isCutShort()
    },
  },
]

/** A sendAll that has to wait. @throws Violation when it need not, which is the maker's fault. */
export async function clogged(send: OneWayPair[0], bench: StreamBench): Promise<Attempt<void>> {
  const sending = bench.sendAll(send, 'x')
  await bench.settle()
  sending.stillWaits('on a stream that cloggedMaker made')
  return sending
}
