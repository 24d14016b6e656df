import { expect, test } from 'vitest'
import {
  BrokenResourceError,
  Cancelled,
  checkpoint,
  Condition,
  Lock,
  openNursery,
  run,
  WouldBlock,
} from '../src/index.ts'

const settle = async () => {
  for (let turns = 0; turns < 5; turns++) await checkpoint()
}

test('Condition: wait lets go of the lock, and has it again when it returns', async () => {
  const condition = new Condition()
  const log: string[] = []
  await run(() =>
    openNursery(async (nursery) => {
      for (const name of ['first', 'second']) {
        nursery.startSoon(async () => {
          using _ = await condition.acquire()
          await condition.wait()
          log.push(`${name} has the lock: ${condition.locked}`)
          await checkpoint()
        })
      }
      await settle()
      expect(condition.statistics()).toMatchObject({ tasksWaiting: 2, lockStatistics: { locked: false } })
      {
        using _ = await condition.acquire()
        condition.notify()
        expect(condition.statistics()).toMatchObject({ tasksWaiting: 1, lockStatistics: { tasksWaiting: 1 } })
        condition.notifyAll()
        log.push('notified')
      }
    }),
  )
  expect(log).toEqual(['notified', 'first has the lock: true', 'second has the lock: true'])
  expect(condition.locked).toBe(false)
})

test('L16 who was notified is before who asks for the lock later', async () => {
  const condition = new Condition()
  const log: string[] = []
  await run(() =>
    openNursery(async (nursery) => {
      nursery.startSoon(async () => {
        using _ = await condition.acquire()
        await condition.wait()
        log.push('notified')
      })
      await settle()
      using _ = await condition.acquire()
      condition.notify()
      nursery.startSoon(async () => {
        const held = await condition.acquire()
        log.push('later')
        held[Symbol.dispose]()
      })
      await settle()
    }),
  )
  expect(log).toEqual(['notified', 'later'])
})

test('Condition: a cancelled wait throws only with the lock held again', async () => {
  const condition = new Condition()
  await run(() =>
    openNursery(async (nursery) => {
      const waiting = nursery.startSoon(async () => {
        using _ = await condition.acquire()
        await expect(condition.wait()).rejects.toBeInstanceOf(Cancelled)
        expect(() => condition.notify()).not.toThrow()
      })
      await settle()
      const held = await condition.acquire()
      waiting.cancel()
      await settle()
      expect(waiting.status).toBe('running')
      held[Symbol.dispose]()
      await waiting.join()
      expect(condition.locked).toBe(false)
    }),
  )
})

test('Condition: cancelled while the lock is free, it takes it at once', async () => {
  const condition = new Condition()
  await run(() =>
    openNursery(async (nursery) => {
      const waiting = nursery.startSoon(async () => {
        using _ = await condition.acquire()
        await expect(condition.wait()).rejects.toBeInstanceOf(Cancelled)
      })
      await settle()
      waiting.cancel()
      await waiting.join()
    }),
  )
})

test('Condition: a lock that broke meanwhile is no lock to come back to', async () => {
  const lock = new Lock()
  const condition = new Condition(lock)
  await run(() =>
    openNursery(async (nursery) => {
      const waiting = nursery.startSoon(async () => {
        await condition.acquire()
        await expect(condition.wait()).rejects.toBeInstanceOf(BrokenResourceError)
      })
      await settle()
      await nursery.startSoon(() => lock.acquire()).join()
      waiting.cancel()
      await waiting.join()
    }),
  )
})

test('Condition: wait and notify are the lock owner’s', async () => {
  await run(async () => {
    const condition = new Condition()
    await expect(condition.wait()).rejects.toThrow('acquire it first')
    expect(() => condition.notify()).toThrow('acquire it first')
    condition.acquireNowait()
    condition.notify()
    condition.release()
    await openNursery(async (nursery) => {
      using _ = await condition.acquire()
      nursery.startSoon(async () => expect(() => condition.acquireNowait()).toThrow(WouldBlock))
      await settle()
    })
  })
})

test('Condition: needs a Lock', () => {
  expect(() => new Condition({} as Lock)).toThrow('new Condition(new Lock())')
})
