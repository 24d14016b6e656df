import { type Operation, run as runEffection, sleep, spawn, suspend } from 'effection'
import { LONG } from '../start-cancel/cancelling.ts'
import { openDormitory } from './dormitory.ts'

export const run = async (count: number): Promise<unknown> => {
  const { enter, allAsleep } = openDormitory(count)
  function* sleeper(): Operation<void> {
    enter()
    yield* sleep(LONG)
  }
  const program = runEffection(function* () {
    for (let index = 0; index < count; index += 1) void (yield* spawn(sleeper))
    yield* suspend()
  })
  await allAsleep()
  return [program]
}
