import { holdToOneWayRules } from './check-one-way-stream.ts'
import type { CheckedStream, CheckStreamOptions, OneWayPair, StreamMaker, TwoWayPair } from './checked-streams.ts'
import { holdToRules } from './hold-to-rules.ts'
import { cloggedTwoWayRules, twoWayRules } from './two-way-rules.ts'

/**
 * Holds a pair of streams that go both ways to all that `checkOneWayStream` asks for, from either side, and to what holds
 * for the two directions together: neither waits for the other, and closing closes both.
 *
 * @param maker gives a new pair each time.
 * @param cloggedMaker gives a pair in which `sendAll` of either side waits until the other takes something; see
 * {@link checkOneWayStream}.
 * @throws as {@link checkOneWayStream}.
 * @example
 * ```ts
 * await checkTwoWayStream(() => memoryStreamPair())
 * ```
 */
export async function checkTwoWayStream(
  maker: StreamMaker<TwoWayPair>,
  cloggedMaker?: StreamMaker<TwoWayPair>,
  options?: CheckStreamOptions,
): Promise<void> {
  await holdToTwoWayRules('checkTwoWayStream', maker, cloggedMaker, options)
}

/** @internal */
export async function holdToTwoWayRules(
  check: string,
  maker: StreamMaker<TwoWayPair>,
  cloggedMaker?: StreamMaker<TwoWayPair>,
  options?: CheckStreamOptions,
): Promise<void> {
  await holdToOneWayRules(`${check}, from the left`, maker, cloggedMaker, options)
  await holdToOneWayRules(`${check}, from the right`, turned(maker), cloggedMaker && turned(cloggedMaker), options)
  await holdToRules(check, twoWayRules, maker, options)
  if (cloggedMaker) await holdToRules(check, cloggedTwoWayRules, cloggedMaker, options)
}

function turned(maker: StreamMaker<TwoWayPair>): StreamMaker<OneWayPair> {
  return async () => {
    const [left, right]: readonly [CheckedStream, CheckedStream] = await maker()
    return [right, left]
  }
}
