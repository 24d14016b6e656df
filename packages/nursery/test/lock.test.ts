import { expect, test } from 'vitest'
import {
  BrokenResourceError,
  CancelScope,
  Cancelled,
  checkpoint,
  Lock,
  openNursery,
  run,
  sleepForever,
  WouldBlock,
} from '../src/index.ts'

test('L16 a released lock goes to who has waited longest, and nobody barges in', async () => {
  const lock = new Lock()
  const order: number[] = []
  await run(() =>
    openNursery(async (nursery) => {
      lock.acquireNowait()
      for (const id of [1, 2, 3]) {
        nursery.startSoon(async () => {
          using _ = await lock.acquire()
          order.push(id)
          await checkpoint()
        })
      }
      await checkpoint()
      await checkpoint()
      expect(lock.statistics()).toMatchObject({ locked: true, tasksWaiting: 3 })
      lock.release()
      expect(() => lock.acquireNowait()).toThrow(WouldBlock)
    }),
  )
  expect(order).toEqual([1, 2, 3])
  expect(lock.statistics()).toEqual({ locked: false, owner: undefined, tasksWaiting: 0 })
})

test('Lock: only the owner releases, and it does not acquire twice', async () => {
  const lock = new Lock()
  await run(async () => {
    expect(() => lock.release()).toThrow('acquire it first')
    const held = await lock.acquire()
    await expect(lock.acquire()).rejects.toThrow('wait for itself')
    await openNursery(async (nursery) => {
      nursery.startSoon(async () => expect(() => lock.release()).toThrow('acquire it first'))
    })
    held[Symbol.dispose]()
    held[Symbol.dispose]()
    expect(lock.locked).toBe(false)
  })
})

test('Lock: a cancelled waiter leaves no trace', async () => {
  const lock = new Lock()
  await run(() =>
    openNursery(async (nursery) => {
      using _ = await lock.acquire()
      const waiting = nursery.startSoon(() => lock.acquire())
      await checkpoint()
      await checkpoint()
      waiting.cancel()
      await expect(waiting.join()).rejects.toBeInstanceOf(Cancelled)
      expect(lock.statistics().tasksWaiting).toBe(0)
    }),
  )
  expect(lock.locked).toBe(false)
})

test('Lock: an owner that ends holding it breaks it for those who wait and for all who come', async () => {
  const lock = new Lock()
  await run(() =>
    openNursery(async (nursery) => {
      const owner = nursery.startSoon(async function owner() {
        await lock.acquire()
        await checkpoint()
      })
      const waiting = nursery.startSoon(async () => {
        await checkpoint()
        await expect(lock.acquire()).rejects.toBeInstanceOf(BrokenResourceError)
      })
      await owner.join()
      await waiting.join()
      expect(() => lock.acquireNowait()).toThrow(BrokenResourceError)
      await expect(lock.acquire()).rejects.toBeInstanceOf(BrokenResourceError)
    }),
  )
})

test('L11 a cancelled caller is told so before anything else is looked at', async () => {
  const lock = new Lock()
  await run(() =>
    new CancelScope().run(async (scope) => {
      scope.cancel()
      await expect(lock.acquire()).rejects.toBeInstanceOf(Cancelled)
      expect(lock.locked).toBe(false)
      await sleepForever()
    }),
  )
})
