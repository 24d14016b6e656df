import * as Effect from 'effect/Effect'
import * as Fiber from 'effect/Fiber'
import { LONG, type StartAndCancel, type Tally } from './cancelling.ts'

function sleeper(tally: Tally): Effect.Effect<void> {
  return Effect.sync(() => {
    tally.began += 1
  }).pipe(
    Effect.andThen(Effect.sleep(LONG)),
    Effect.ensuring(
      Effect.sync(() => {
        tally.cleaned += 1
      }),
    ),
  )
}

export const startAndCancel: StartAndCancel = (count, tally, allAsleep) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const fibers: Fiber.Fiber<void>[] = []
      for (let index = 0; index < count; index += 1) fibers.push(yield* Effect.forkChild(sleeper(tally)))
      yield* Effect.promise(allAsleep)
      yield* Fiber.interruptAll(fibers)
    }),
  )
