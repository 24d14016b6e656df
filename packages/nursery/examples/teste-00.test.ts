import { currentTime, sleep } from '@interleave/nursery'
import { test } from '@interleave/nursery/vitest'

/* The autojump clock moves on as soon as every task is blocked: 5,000 s pass in milliseconds. */

async function sleepLong(): Promise<string> {
  await sleep(5_000_000)
  return 'PEI!'
}

test('sleeps 5,000 seconds at once', async ({ autojumpClock, expect }) => {
  expect(await sleepLong()).toBe('PEI!')
  expect(autojumpClock.now()).toBe(5_000_000)
})

test('sleeps exactly as long as asked', async ({ autojumpClock, expect }) => {
  await sleep(20_000_000)
  expect(currentTime()).toBe(20_000_000)
  expect(autojumpClock.now()).toBe(20_000_000)
})
