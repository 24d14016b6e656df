import type { Variant } from '@interleave/contract'
import * as Cause from 'effect/Cause'
import * as Effect from 'effect/Effect'
import * as Exit from 'effect/Exit'
import * as Fiber from 'effect/Fiber'
import { downloadOne } from './download-one.ts'
import { peer } from './peer.ts'

/** A language of its own with fibers; a promise comes in through `tryPromise`, which gives it the fiber's signal. */
export const variant: Variant = peer({
  id: 'effect',
  title: 'Effect',
  idiom: 'Effect.forEach(codes, download, { concurrency }) in a fiber, interrupted to cancel',
  module: import.meta.url,
  cancel: 'scope',
  onFailure: 'cancels-siblings',
  download(job) {
    const one = (code: string) =>
      Effect.tryPromise({ try: (signal) => downloadOne(code, job, signal), catch: (error) => error })
    const { concurrency } = job.ledger
    const fiber = Effect.runFork(Effect.forEach(job.options.codes, one, { concurrency, discard: true }))
    let reason: unknown
    const end = async () => {
      const exit = await Effect.runPromise(Fiber.await(fiber))
      if (Exit.isFailure(exit)) throw Cause.hasInterruptsOnly(exit.cause) ? reason : Cause.squash(exit.cause)
    }
    return {
      ended: end(),
      cancel(cancelled) {
        reason = cancelled
        Effect.runFork(Fiber.interrupt(fiber))
      },
    }
  },
})
