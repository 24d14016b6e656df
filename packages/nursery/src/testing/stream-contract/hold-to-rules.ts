import { CancelScope } from '../../cancel-scope.ts'
import { systemClock } from '../../clock.ts'
import { openNursery } from '../../open-nursery.ts'
import { assertionError } from '../assertion-error.ts'
import type { CheckedReceiveStream, CheckedSendStream, CheckStreamOptions, StreamMaker } from './checked-streams.ts'
import { StreamBench } from './stream-bench.ts'
import { Violation } from './violation.ts'

/** One thing that the contract of a stream says, and how a pair of them is held to it. */
export interface Rule<P> {
  readonly says: string
  check(pair: P, bench: StreamBench): Promise<void>
}

type Pair = readonly [CheckedSendStream | CheckedReceiveStream, CheckedSendStream | CheckedReceiveStream]

/**
 * Tries one rule after the other, each on a new pair.
 *
 * @throws Error named AssertionError, at the first rule that is broken.
 */
export async function holdToRules<P extends Pair>(
  check: string,
  rules: readonly Rule<P>[],
  maker: StreamMaker<P>,
  { timeout = 10_000 }: CheckStreamOptions = {},
): Promise<void> {
  for (const rule of rules) {
    const violation = await violationOf(rule, await maker(), timeout)
    if (violation) throw assertionError(`${check}: ${rule.says}. ${violation.message}`, violation)
  }
}

async function violationOf<P extends Pair>(rule: Rule<P>, pair: P, timeout: number): Promise<Violation | undefined> {
  try {
    return await openNursery(async (nursery) => {
      const bench = new StreamBench(nursery)
      try {
        await inTime(timeout, bench, async () => {
          await rule.check(pair, bench)
          for (const stream of pair) await bench.try('close()', () => stream.close()).outcome()
        })
        return undefined
      } catch (error) {
        if (error instanceof Violation) return error
        throw error
      } finally {
        await bench.end()
      }
    })
  } finally {
    for (const stream of pair) closeAnyhow(stream)
  }
}

/** By the run's clock, which a mock one may take there at once; by the real one where something foreign holds it up. */
async function inTime(timeout: number, bench: StreamBench, work: () => Promise<void>): Promise<void> {
  const limit = new CancelScope({ timeout })
  const forget = systemClock.callAt(systemClock.now() + timeout, () => limit.cancel())
  let waiting: readonly string[] = []
  try {
    const outcome = await limit.run(async () => {
      try {
        await work()
      } finally {
        waiting = bench.waiting
      }
    })
    if (outcome.cancelled) {
      throw new Violation(`It took ${timeout} ms, and still waits for ${waiting.join(', ') || 'its end'}.`)
    }
  } finally {
    forget()
  }
}

/** Nothing more is to be said about a stream that has had its verdict. */
function closeAnyhow(stream: CheckedSendStream | CheckedReceiveStream): void {
  void Promise.try(() => stream.close()).catch(() => {})
}
