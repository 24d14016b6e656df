import { expect, test } from 'vitest'
import { AsyncEvent, Cancelled, CancelScope, currentTime, openNursery, sleep } from '../src/index.ts'
import { assertCheckpoints } from '../src/testing.ts'
import { virtual } from './support/virtual.ts'

test('AsyncEvent: set wakes all who wait, in the order in which they came', () =>
  virtual(async () => {
    const event = new AsyncEvent()
    const log: number[] = []
    await openNursery(async (nursery) => {
      for (const id of [1, 2, 3]) {
        nursery.startSoon(async () => {
          await event.wait()
          log.push(id)
        })
      }
      await sleep(10)
      expect([event.isSet, event.statistics()]).toEqual([false, { tasksWaiting: 3 }])
      event.set()
      event.set()
      expect([event.isSet, event.statistics()]).toEqual([true, { tasksWaiting: 0 }])
    })
    expect([log, currentTime()]).toEqual([[1, 2, 3], 10])
  }))

test('L11 AsyncEvent: wait is a checkpoint, be the event set or not', () =>
  virtual(async () => {
    const event = new AsyncEvent()
    await openNursery(async (nursery) => {
      nursery.startSoon(async () => {
        await sleep(1)
        event.set()
      })
      await assertCheckpoints(() => event.wait())
      await assertCheckpoints(() => event.wait())
      expect(currentTime()).toBe(1)
    })
    const scope = new CancelScope()
    const outcome = await scope.run(async () => {
      scope.cancel()
      await event.wait()
    })
    expect(outcome.cancelled).toBe(true)
  }))

test('AsyncEvent: a cancelled waiter leaves no trace', () =>
  virtual(() =>
    openNursery(async (nursery) => {
      const event = new AsyncEvent()
      const waiting = nursery.startSoon(() => event.wait())
      await sleep(1)
      waiting.cancel()
      await expect(waiting.join()).rejects.toBeInstanceOf(Cancelled)
      expect(event.statistics()).toEqual({ tasksWaiting: 0 })
    }),
  ))

test('AsyncEvent: there is no clear, and its statistics are a frozen snapshot', () => {
  const event = new AsyncEvent()
  expect('clear' in event).toBe(false)
  expect(Object.isFrozen(event.statistics())).toBe(true)
})
