import * as Effect from 'effect/Effect'
import { LONG } from '../start-cancel/cancelling.ts'
import { openDormitory } from './dormitory.ts'

export const run = async (count: number): Promise<unknown> => {
  const { enter, allAsleep } = openDormitory(count)
  const sleeper = Effect.suspend(() => {
    enter()
    return Effect.sleep(LONG)
  })
  const program = Effect.runPromise(
    Effect.gen(function* () {
      for (let index = 0; index < count; index += 1) yield* Effect.forkChild(sleeper)
      yield* Effect.never
    }),
  )
  await allAsleep()
  return [program]
}
