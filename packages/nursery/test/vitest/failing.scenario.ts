import { checkpoint, defer, sleep, sleepForever } from '../../src/index.ts'
import { expect, test } from '../../src/vitest.ts'

const unwound: string[] = []
let attempts = 0

test('a task of the nursery fails', async ({ nursery }) => {
  nursery.startSoon(async () => {
    await checkpoint()
    throw new RangeError('child')
  })
  await sleepForever()
})

test('a task of the nursery fails later, during the clean-up', async ({ nursery }) => {
  nursery.startSoon(async () => {
    try {
      await sleepForever()
    } finally {
      // oxlint-disable-next-line no-unsafe-finally -- a clean-up that fails is what is tested
      throw new RangeError('late')
    }
  })
  await checkpoint()
})

test('the body fails', async ({ nursery }) => {
  nursery.startSoon(sleepForever)
  await checkpoint()
  throw new RangeError('body')
})

test('a failure with no nursery', async () => {
  await checkpoint()
  throw new RangeError('plain')
})

test('both clocks', async ({ mockClock, autojumpClock }) => {
  expect(mockClock).toBe(autojumpClock)
})

test.describe('hooks', () => {
  test.beforeEach(({ nursery }) => {
    expect(nursery.childTasks.size).toBe(0)
  })

  test('the clock after the nursery', async ({ autojumpClock }) => {
    expect(autojumpClock.now()).toBe(0)
  })
})

test('everything blocked for ever', async ({ autojumpClock }) => {
  expect(autojumpClock.now()).toBe(0)
  await sleepForever()
})

test('too slow', { timeout: 20 }, async () => {
  defer(() => unwound.push('body'))
  await sleepForever()
})

test('too slow with a nursery', { timeout: 20 }, async ({ nursery }) => {
  nursery.startSoon(async () => {
    defer(() => unwound.push('task'))
    await sleepForever()
  })
  await sleep(3_600_000)
})

test('a slow test was unwound', () => {
  expect(unwound).toEqual(['body', 'task'])
})

test('a retry has a fresh clock and nursery', { retry: 1 }, async ({ autojumpClock, nursery }) => {
  nursery.startSoon(sleepForever)
  attempts++
  await sleep(7)
  expect(autojumpClock.now() * attempts).toBe(14)
})
