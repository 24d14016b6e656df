import { cancellationRules } from './cancellation-rules.ts'
import type { CheckStreamOptions, OneWayPair, StreamMaker } from './checked-streams.ts'
import { cloggedRules } from './clogged-rules.ts'
import { closingRules } from './closing-rules.ts'
import { holdToRules } from './hold-to-rules.ts'
import { transferRules } from './transfer-rules.ts'

/**
 * Holds a pair of streams, what is sent into the first coming out of the second, to all that is said of `ByteSendStream`
 * and `ByteReceiveStream`: order, ends, one user at a time, what closing does to those who wait, cancellation without loss,
 * and that each method is a checkpoint. Made for the tests of streams of your own, with any test runner (as Trio's).
 *
 * @param maker gives a new pair each time.
 * @param cloggedMaker gives a pair whose `sendAll`, be it of one byte, waits until the receiver takes something. Without it,
 * what holds for a sender that waits isn't looked at: leave it out only where senders never wait.
 * @throws Error named AssertionError, which says what rule was broken, and how, at the first that is; what the makers throw;
 * Cancelled.
 * @example
 * ```ts
 * await checkOneWayStream(() => lockstepStreamOneWayPair(), () => lockstepStreamOneWayPair())
 * ```
 */
export async function checkOneWayStream(
  maker: StreamMaker<OneWayPair>,
  cloggedMaker?: StreamMaker<OneWayPair>,
  options?: CheckStreamOptions,
): Promise<void> {
  await holdToOneWayRules('checkOneWayStream', maker, cloggedMaker, options)
}

/** @internal */
export async function holdToOneWayRules(
  check: string,
  maker: StreamMaker<OneWayPair>,
  cloggedMaker?: StreamMaker<OneWayPair>,
  options?: CheckStreamOptions,
): Promise<void> {
  await holdToRules(check, [...transferRules, ...closingRules, ...cancellationRules], maker, options)
  if (cloggedMaker) await holdToRules(check, cloggedRules, cloggedMaker, options)
}
