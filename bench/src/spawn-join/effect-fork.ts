import * as Effect from 'effect/Effect'
import * as Fiber from 'effect/Fiber'
import type { Join } from './joins.ts'

export const join: Join = (task, count) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const fibers: Fiber.Fiber<number>[] = []
      for (let index = 0; index < count; index += 1) {
        fibers.push(yield* Effect.forkChild(Effect.promise(() => task(index))))
      }
      yield* Fiber.joinAll(fibers)
    }),
  )
