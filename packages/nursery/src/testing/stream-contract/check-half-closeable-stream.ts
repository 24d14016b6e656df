import { holdToTwoWayRules } from './check-two-way-stream.ts'
import type { CheckedHalfCloseableStream, CheckStreamOptions, StreamMaker, TwoWayPair } from './checked-streams.ts'
import { cloggedHalfCloseableRules, halfCloseableRules } from './half-closeable-rules.ts'
import { holdToRules } from './hold-to-rules.ts'

/**
 * Holds a pair of streams to all that `checkTwoWayStream` asks for and to what is said of `sendEof`: it ends one direction,
 * after what was sent, and leaves the other open.
 *
 * @param maker gives a new pair each time.
 * @param cloggedMaker as for {@link checkTwoWayStream}.
 * @throws as {@link checkTwoWayStream}.
 * @example
 * ```ts
 * await checkHalfCloseableStream(() => lockstepStreamPair(), () => lockstepStreamPair())
 * ```
 */
export async function checkHalfCloseableStream(
  maker: StreamMaker<TwoWayPair<CheckedHalfCloseableStream>>,
  cloggedMaker?: StreamMaker<TwoWayPair<CheckedHalfCloseableStream>>,
  options?: CheckStreamOptions,
): Promise<void> {
  const check = 'checkHalfCloseableStream'
  await holdToTwoWayRules(check, maker, cloggedMaker, options)
  await holdToRules(check, halfCloseableRules, maker, options)
  if (cloggedMaker) await holdToRules(check, cloggedHalfCloseableRules, cloggedMaker, options)
}
