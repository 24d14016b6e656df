import { describe, expect, test } from 'vitest'
import { AsyncEvent, checkpoint, checkpointIfCancelled, openNursery, sleep } from '../../src/index.ts'
import { assertCheckpoints, assertNoCheckpoints } from '../../src/testing.ts'
import { rejection, virtual } from '../support/virtual.ts'

describe('assertCheckpoints', () => {
  test('L11 resolves with the value of a function that is a checkpoint, be it that it blocks or not', () =>
    virtual(async () => {
      expect(await assertCheckpoints(() => checkpoint().then(() => 7))).toBe(7)
      await assertCheckpoints(() => sleep(0))
      await assertCheckpoints(() => sleep(10))
      const event = new AsyncEvent()
      event.set()
      await assertCheckpoints(() => event.wait())
    }))

  test('fails for a function without one, and says what is missing', () =>
    virtual(async () => {
      const neither = await rejection(assertCheckpoints(async () => 42))
      expect(neither).toMatchObject({ name: 'AssertionError' })
      expect(String(neither)).toContain('no cancel point and no schedule point')
      expect(String(await rejection(assertCheckpoints(() => checkpointIfCancelled())))).toContain('no schedule point')
      const opened = await rejection(assertCheckpoints(() => openNursery(() => {})))
      expect(String(opened)).toContain('no cancel point:')
    }))

  test('counts this task alone, not those that it starts nor those beside it', () =>
    virtual(async () => {
      const error = await rejection(
        assertCheckpoints(() =>
          openNursery((nursery) => {
            nursery.startSoon(() => checkpoint())
          }),
        ),
      )
      expect(String(error)).toContain('no cancel point:')
    }))

  test('lets the error of the function pass', () =>
    virtual(async () => {
      const boom = new Error('boom')
      expect(await rejection(assertCheckpoints(() => Promise.reject(boom)))).toBe(boom)
      const thrown = assertCheckpoints(() => {
        throw boom
      })
      expect(await rejection(thrown)).toBe(boom)
    }))
})

describe('assertNoCheckpoints', () => {
  test('resolves with the value of a function that is none', () =>
    virtual(async () => {
      expect(await assertNoCheckpoints(async () => 42)).toBe(42)
      expect(await assertNoCheckpoints(() => 42)).toBe(42)
    }))

  test('fails for a checkpoint and for each half of one', () =>
    virtual(async () => {
      expect(String(await rejection(assertNoCheckpoints(() => sleep(1))))).toContain(
        'a cancel point and a schedule point',
      )
      expect(String(await rejection(assertNoCheckpoints(() => checkpointIfCancelled())))).toContain('a cancel point.')
      expect(String(await rejection(assertNoCheckpoints(() => openNursery(() => {}))))).toContain('a schedule point.')
    }))

  test('an error of the function passes, and is the cause when there was a checkpoint', () =>
    virtual(async () => {
      const boom = new Error('boom')
      expect(await rejection(assertNoCheckpoints(() => Promise.reject(boom)))).toBe(boom)
      const both = await rejection(
        assertNoCheckpoints(async () => {
          await checkpoint()
          throw boom
        }),
      )
      expect(both).toMatchObject({ name: 'AssertionError', cause: boom })
    }))

  test('nested and side by side they count their own', () =>
    virtual(async () => {
      await assertCheckpoints(async () => {
        await assertNoCheckpoints(async () => 1)
        await checkpoint()
      })
      await openNursery(async (nursery) => {
        const sleeper = nursery.startSoon(() => assertCheckpoints(() => sleep(5).then(() => 5)))
        nursery.startSoon(() => assertNoCheckpoints(() => new Promise((resolve) => setImmediate(resolve))))
        expect(await sleeper.join()).toBe(5)
      })
    }))
})
