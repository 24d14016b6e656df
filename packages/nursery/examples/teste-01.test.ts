import { currentTime, failAfter, sleep, TooSlowError } from '@interleave/nursery'
import { test } from '@interleave/nursery/vitest'

/* Work of 11 s within a limit of 10 s. */

test('fails at the tenth second', async ({ autojumpClock, expect }) => {
  await expect(failAfter(10_000, () => sleep(11_000))).rejects.toBeInstanceOf(TooSlowError)
  expect(currentTime()).toBe(10_000)
  expect(autojumpClock.now()).toBe(10_000)
})
