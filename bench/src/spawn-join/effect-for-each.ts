import * as Effect from 'effect/Effect'
import type { Join } from './joins.ts'

export const join: Join = (task, count) =>
  Effect.runPromise(
    Effect.forEach(
      Array.from({ length: count }, (_, index) => index),
      (index) => Effect.promise(() => task(index)),
      { concurrency: 'unbounded', discard: true },
    ),
  )
