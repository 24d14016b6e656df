import { expect, test } from 'vitest'
import { CancelScope, DeadlockError, run, sleepForever } from '../src/index.ts'
import { macrotask } from '../src/plumbing/macrotask.ts'
import { MockClock } from '../src/testing.ts'

test('a run that was given up, as its clean-up blocked again and again, is watched no more', async () => {
  const clock = new MockClock({ autojumpThreshold: 0 })
  let looks = 0
  const autojump = clock.autojump.bind(clock)
  clock.autojump = () => {
    looks++
    return autojump()
  }
  const hanging = run(
    async () => {
      for (;;) await new CancelScope({ shield: true }).run(() => sleepForever()).catch(() => {})
    },
    { clock },
  )
  await expect(hanging).rejects.toBeInstanceOf(DeadlockError)
  const before = looks
  for (let turns = 0; turns < 20; turns++) await macrotask()
  expect(looks).toBe(before)
})
