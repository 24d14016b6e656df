import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkpoint, Local, openNursery, sleep, sleepForever, type Task } from '../src/index.ts'
import { current } from '../src/plumbing/current.ts'
import { enter, park } from '../src/plumbing/park.ts'
import { WaitQueue } from '../src/plumbing/wait-queue.ts'
import { DueHeap, type Due } from '../src/plumbing/due-heap.ts'
import { virtual } from './support/virtual.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.resetModules()
})

describe('who runs', () => {
  test.for([{}, { seed: 1 }])('each task is itself to the end, through foreign awaits too (%o)', (options) =>
    virtual(async () => {
      let right = 0
      await openNursery((nursery) => {
        const mine = (): Task => current().task
        for (let index = 0; index < 2_000; index++) {
          const task: Task = nursery.startSoon(async () => {
            const before = mine() === task
            if (index % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
            if (index % 5 === 0) await sleep(index % 7)
            if (index % 7 === 0) await checkpoint()
            if (before && mine() === task) right++
          })
        }
      })
      expect(right).toBe(2_000)
    }, options),
  )

  test.for([{}, { limit: 2 }, { seed: 1 }])('what a task makes of its context is its own (%o)', ({ seed, limit }) =>
    virtual(
      async () => {
        const user = new AsyncLocalStorage<string>()
        const before: unknown[] = []
        const after: unknown[] = []
        const change = (index: number) => {
          before.push(user.getStore())
          if (index % 3 === 0) user.enterWith(`of task ${index}`)
        }
        const changeAndStay = async (index: number) => {
          change(index)
          await sleep(1)
          if (index % 3 === 0) after.push(user.getStore() === `of task ${index}`)
        }
        const open = () =>
          openNursery(
            (nursery) => {
              for (let index = 0; index < 400; index++) {
                nursery.startSoon(change, index)
                nursery.startSoon(async () => change(index))
                nursery.startSoon(changeAndStay, index)
              }
            },
            limit === undefined ? {} : { limit },
          )
        await user.run('of all', open)
        expect(before).toEqual(Array.from({ length: 1_200 }, () => 'of all'))
        expect(after).toEqual(Array.from({ length: 134 }, () => true))
      },
      seed === undefined ? {} : { seed },
    ),
  )

  test('thousands of tasks that stay, after thousands that end at once, all start', () =>
    virtual(async () => {
      let started = 0
      await openNursery(async (nursery) => {
        for (let index = 0; index < 3_000; index++) nursery.startSoon(async () => void started++)
        for (let index = 0; index < 3_000; index++) {
          nursery.startSoon(async () => {
            started++
            await sleepForever()
          })
        }
        for (let index = 0; index < 600; index++) nursery.startSoon(() => void started++)
        await sleep(1)
        expect(started).toBe(6_600)
        nursery.cancelScope.cancel()
      })
    }))

  test.for([255, 256, 257, 512, 513])('%s tasks in one turn all start', (count) =>
    virtual(async () => {
      let started = 0
      await openNursery((nursery) => {
        for (let index = 0; index < count; index++) nursery.startSoon(async () => void started++)
      })
      expect(started).toBe(count)
    }),
  )

  test('a task started by a task that started by itself', () =>
    virtual(async () => {
      const order: number[] = []
      await openNursery((nursery) => {
        const next = (index: number) => {
          order.push(index)
          if (index < 5) nursery.startSoon(next, index + 1)
        }
        nursery.startSoon(next, 0)
        nursery.startSoon(next, 4)
      })
      expect(order).toEqual([0, 4, 1, 5, 2, 3, 4, 5])
    }))
})

describe('what can not be cancelled', () => {
  test('an operation that must not be cancelled isn’t, neither with its task nor by its end', () =>
    virtual(async () => {
      const queue = new WaitQueue<string>()
      const blockedFor = () => park(enter()!, 'a value', { queue, cancellable: false })
      const log: string[] = []
      await openNursery(async (nursery) => {
        const task = nursery.startSoon(async () => {
          log.push(await blockedFor())
        })
        let floating: Promise<string> | undefined
        nursery.startSoon(() => {
          floating = blockedFor()
        })
        await sleep(0)
        task.cancel()
        await checkpoint()
        expect([queue.size, task.status]).toEqual([2, 'running'])
        queue.wakeAll('arrived')
        log.push(await floating!)
      })
      expect(log).toEqual(['arrived', 'arrived'])
    }))
})

describe('platforms', () => {
  test('loaded inside somebody’s AsyncLocalStorage, tasks start all the same, each in its caller’s context', async () => {
    vi.resetModules()
    const user = new AsyncLocalStorage<number>()
    const fresh = await user.run(0, () => import('../src/index.ts'))
    const seen: unknown[] = []
    await fresh.openNursery((nursery) => {
      for (const id of [1, 2]) user.run(id, () => nursery.startSoon(async () => void seen.push(user.getStore())))
      nursery.startSoon(async () => void seen.push(user.getStore()))
    })
    expect(seen).toEqual([1, 2, undefined])
  })

  test('without a process (browsers): explicit scopes, and an error for an operation that has lost its own', async () => {
    vi.resetModules()
    vi.stubGlobal('process', undefined)
    const fresh = await import('../src/index.ts')
    vi.unstubAllGlobals()
    vi.stubGlobal('process', undefined)
    const log: string[] = []
    await fresh.sleep(1)
    await fresh.run(
      async () => {
        await fresh.openNursery(async (nursery) => {
          nursery.startSoon(async () => {
            await fresh.sleep(1)
            log.push('child')
          })
          await Promise.resolve()
          await fresh.sleep(1).catch((error: Error) => log.push(error.message.slice(0, 34)))
          await nursery.cancelScope.call(() => fresh.sleep(1))
        })
      },
      { seed: 1 },
    )
    expect(log.toSorted((one, other) => one.localeCompare(other))).toEqual([
      'child',
      'Which scope does this belong to? W',
    ])
    await expect(fresh.checkpoint()).resolves.toBeUndefined()
  })
})

describe('DueHeap', () => {
  test('DueHeap keeps order under any additions and removals', () => {
    const heap = new DueHeap<Due>()
    let state = 12_345
    const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
    const inside = new Set<Due>()
    for (let round = 0; round < 5_000; round++) {
      if (random() < 0.6 || inside.size === 0) {
        const item: Due = { due: Math.floor(random() * 50), seq: 0, at: -1 }
        heap.add(item)
        inside.add(item)
      } else {
        const item = [...inside][Math.floor(random() * inside.size)]!
        heap.remove(item)
        inside.delete(item)
        heap.remove(item)
      }
    }
    const drained: Due[] = []
    for (let item = heap.items[0]; item; item = heap.items[0]) {
      heap.remove(item)
      drained.push(item)
    }
    expect(drained).toEqual([...inside].toSorted((one, other) => one.due - other.due || one.seq - other.seq))
  })
})

describe('what a task has left behind', () => {
  test('never speaks in the name of a task that came after it', () =>
    virtual(async () => {
      const id = new Local('nobody')
      const heard: string[] = []
      const orphans: Promise<void>[] = []
      await openNursery((nursery) => {
        for (let index = 0; index < 600; index++) {
          nursery.startSoon(() => {
            id.set(`task ${index}`)
            // Not awaited, nor of this package: it goes on when the task has ended.
            orphans.push(new Promise((resolve) => setImmediate(resolve)).then(() => void heard.push(id.get())))
          })
          nursery.startSoon(async () => {
            id.set('another')
            await Promise.all(orphans)
          })
        }
      })
      expect(heard).toHaveLength(600)
      expect(heard.filter((name) => name === 'another')).toEqual([])
    }))
})
