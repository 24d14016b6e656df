import { expect, test } from 'vitest'
import { Cancelled, checkpoint, openNursery, run, Semaphore, WouldBlock } from '../src/index.ts'

test('L16 a permit given back goes to who has waited longest, without being free in between', async () => {
  const semaphore = new Semaphore(1)
  const order: number[] = []
  await run(() =>
    openNursery(async (nursery) => {
      const permit = await semaphore.acquire()
      for (const id of [1, 2]) {
        nursery.startSoon(async () => {
          using _ = await semaphore.acquire()
          order.push(id)
          await checkpoint()
        })
      }
      await checkpoint()
      await checkpoint()
      expect(semaphore.statistics()).toEqual({ tasksWaiting: 2 })
      permit[Symbol.dispose]()
      permit[Symbol.dispose]()
      expect(semaphore.value).toBe(0)
      expect(() => semaphore.acquireNowait()).toThrow(WouldBlock)
    }),
  )
  expect(order).toEqual([1, 2])
  expect(semaphore.value).toBe(1)
})

test('Semaphore: anybody may release; above maxValue is an error', () => {
  const semaphore = new Semaphore(0, { maxValue: 1 })
  expect(semaphore.maxValue).toBe(1)
  semaphore.release()
  expect(semaphore.value).toBe(1)
  expect(() => semaphore.release()).toThrow('Released more often than acquired')
  semaphore.acquireNowait()[Symbol.dispose]()
  expect(semaphore.value).toBe(1)
})

test('L10 a cancelled acquire took nothing', async () => {
  const semaphore = new Semaphore(0)
  await run(() =>
    openNursery(async (nursery) => {
      const waiting = nursery.startSoon(() => semaphore.acquire())
      await checkpoint()
      await checkpoint()
      waiting.cancel()
      await expect(waiting.join()).rejects.toBeInstanceOf(Cancelled)
      semaphore.release()
      expect(semaphore.value).toBe(1)
    }),
  )
})

test('Semaphore: refuses what is no count', () => {
  for (const value of [-1, 0.5, Number.NaN, Infinity]) expect(() => new Semaphore(value)).toThrow(RangeError)
  expect(new Semaphore(0).maxValue).toBe(Infinity)
  for (const maxValue of [0, 1.5, Number.NaN]) expect(() => new Semaphore(1, { maxValue })).toThrow(RangeError)
})
