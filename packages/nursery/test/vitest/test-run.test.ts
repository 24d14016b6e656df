import { expect, test } from 'vitest'
import { Cancelled, checkpoint, currentTime, sleep, sleepForever } from '../../src/index.ts'
import { runBody, withClock, withNursery } from '../../src/vitest/test-run.ts'
import { rejection } from '../support/virtual.ts'

/** What vitest gives to the fixtures and the body of one test. */
function contextOfTest(controller = new AbortController()) {
  return { task: {}, signal: controller.signal }
}

test('withClock: one clock for each test, forgotten afterwards', async () => {
  const context = contextOfTest()
  await withClock(context, {}, async (clock) => {
    await runBody(context, () => expect(currentTime()).toBe(clock.now()))
    const second = withClock(context, { autojumpThreshold: 0 }, async () => {})
    expect(String(await rejection(second))).toContain('Too many clocks')
    await withClock(contextOfTest(), {}, async (other) => expect(other).not.toBe(clock))
  })
  await withClock(context, { autojumpThreshold: 0 }, () => runBody(context, () => sleep(5)))
  await runBody(context, () => expect(currentTime()).not.toBe(5))
})

test('withClock after withNursery is refused: the run has its clock already', async () => {
  const context = contextOfTest()
  await withNursery(context, async () => {
    expect(String(await rejection(withClock(context, {}, async () => {})))).toContain('comes too late')
  })
  await withClock(context, {}, async (clock) => expect(clock.now()).toBe(0))
})

test('withNursery: the body is in it, and a failed task cuts it short without an error of its own', async () => {
  const context = contextOfTest()
  const boom = new Error('boom')
  const log: string[] = []
  const failure = await rejection(
    withNursery(context, async (nursery) => {
      nursery.startSoon(async () => {
        await checkpoint()
        throw boom
      })
      await runBody(context, async () => {
        log.push('body')
        await sleepForever()
        log.push('never')
      })
      log.push('after')
    }),
  )
  expect(failure).toMatchObject({ errors: [boom] })
  expect(log).toEqual(['body', 'after'])
})

test('withNursery: an error of the body is the body’s, also when the nursery is cancelled', async () => {
  const context = contextOfTest()
  const boom = new Error('boom')
  await withNursery(context, async (nursery) => {
    nursery.startSoon(sleepForever)
    expect(await rejection(runBody(context, () => Promise.reject(boom)))).toBe(boom)
    nursery.cancelScope.cancel()
    expect(await rejection(runBody(context, () => Promise.reject(boom)))).toBe(boom)
  })
})

test('withNursery: a cancellation that comes from elsewhere fails the body', async () => {
  const context = contextOfTest()
  await withNursery(context, async (nursery) => {
    const stranger = nursery.startSoon(sleepForever)
    await runBody(context, async () => {
      await checkpoint()
      stranger.cancel()
    })
    expect(await rejection(runBody(context, () => stranger.join()))).toBeInstanceOf(Cancelled)
  })
})

test('a test that takes too long is cancelled, body and nursery, and that is no second error', async () => {
  const controller = new AbortController()
  const context = contextOfTest(controller)
  const log: string[] = []
  await withNursery(context, async (nursery) => {
    const task = nursery.startSoon(async () => {
      await sleepForever().finally(() => log.push('task'))
    })
    await runBody(context, async () => {
      controller.abort(new Error('timed out'))
      await sleepForever().finally(() => log.push('body'))
    })
    expect(await rejection(task.join())).toBeInstanceOf(Cancelled)
  })
  expect(log.toSorted()).toEqual(['body', 'task'])
  expect(await rejection(runBody(context, sleepForever))).toBeInstanceOf(Cancelled)
})

test('a setup that fails inside the nursery comes out of it, though nothing was cancelled from outside', async () => {
  const boom = new Error('boom')
  const failure = await rejection(withNursery(contextOfTest(), () => Promise.reject(boom)))
  expect(failure).toMatchObject({ errors: [boom] })
})
