import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as Nursery from '../src/index.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.resetModules()
})

const realSymbols = Object.getOwnPropertySymbols

/** What the package finds when it is loaded. */
const platforms = {
  'as it is': () => {},
  'where Node hides its frames': () => vi.spyOn(Object, 'getOwnPropertySymbols').mockReturnValueOnce([]),
  'where Node has another use for them': () =>
    vi.spyOn(Object, 'getOwnPropertySymbols').mockReturnValueOnce([Symbol('context_frame')]),
  'where Node takes only frames of its own': () =>
    vi.spyOn(AsyncLocalStorage.prototype, 'getStore').mockImplementationOnce(() => {
      throw new TypeError('That is no frame.')
    }),
}

describe.for(Object.entries(platforms))('%s', ([, pretend]) => {
  async function load(): Promise<typeof Nursery> {
    vi.resetModules()
    pretend()
    const fresh = await import('../src/index.ts')
    vi.restoreAllMocks()
    return fresh
  }

  test('a task is itself in whatever it goes on with, and so is its AsyncLocalStorage', async () => {
    const { Local, openNursery, run } = await load()
    const id = new Local<number>(-1)
    const user = new AsyncLocalStorage<number>()
    const ways: ((done: () => void) => void)[] = [
      (done) => void setTimeout(done),
      (done) => void setImmediate(done),
      (done) => process.nextTick(done),
      (done) => queueMicrotask(done),
      (done) => void Promise.resolve().then(done),
      (done) => void Promise.reject(new Error('expected')).catch(done),
      (done) => readFile(import.meta.filename, done),
      (done) => stat('/nowhere', done),
      (done) => randomBytes(8, done),
    ]
    const found: unknown[] = []
    await run(() =>
      openNursery((nursery) => {
        for (const [index, goOn] of ways.entries()) {
          const work = async () => {
            id.set(index)
            await new Promise<void>((resolve) => {
              goOn(() => {
                found.push([id.get(), user.getStore()])
                resolve()
              })
            })
            found.push([id.get(), user.getStore()])
          }
          user.run(index, () => nursery.startSoon(work))
        }
      }),
    )
    const twice = ways.flatMap((_, index) => [index, index])
    expect(found.map((pair) => (pair as number[])[0]).toSorted((a, b) => a! - b!)).toEqual(twice)
    expect(found.filter((pair) => (pair as number[])[0] !== (pair as number[])[1])).toEqual([])
  })

  test('what is bound to a task finds that task, wherever it is called', async () => {
    const { Local, openNursery, run } = await load()
    const id = new Local<string>('nobody')
    const bound: (() => string)[] = []
    const inside = async (name: string) => {
      id.set(name)
      bound.push(
        AsyncResource.bind(() => id.get()),
        AsyncLocalStorage.bind(() => id.get()),
      )
      const snapshot = AsyncLocalStorage.snapshot()
      bound.push(() => snapshot(() => id.get()))
      await Promise.resolve()
    }
    await run(() =>
      openNursery(async (nursery) => {
        const first = nursery.startSoon(inside, 'first')
        await openNursery(async (inner) => {
          inner.startSoon(inside, 'second')
          await first.join()
          await inner.childTasks.values().next().value?.join()
          expect(bound.slice(0, 3).map((call) => call())).toEqual(['nobody', 'nobody', 'nobody'])
        })
      }),
    )
  })

  test('a storage that is disabled or set in a task, where none was before, is so beside the task itself', async () => {
    const { Local, openNursery, run } = await load()
    const id = new Local<string>('nobody')
    const user = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const look = () => seen.push([id.get(), user.getStore()])
    await run(() =>
      openNursery((nursery) => {
        nursery.startSoon(async () => {
          id.set('a')
          user.disable()
          look()
          user.run('set', look)
          look()
        })
      }),
    )
    expect(seen).toEqual([
      ['a', undefined],
      ['a', 'set'],
      ['a', undefined],
    ])
  })

  test('storages that are set, left and disabled in a task are so in that task alone', async () => {
    const { checkpoint, Local, openNursery, run } = await load()
    const id = new Local<string>('nobody')
    const [one, other] = [new AsyncLocalStorage<string>(), new AsyncLocalStorage<string>()]
    const seen: Record<string, unknown[]> = {}
    const look = (name: string) => void (seen[name] ??= []).push([id.get(), one.getStore(), other.getStore()])
    await one.run('1', () =>
      other.run('2', () =>
        run(() =>
          openNursery((nursery) => {
            nursery.startSoon(async () => {
              id.set('a')
              one.disable()
              look('a')
              await checkpoint()
              other.run('inside', () => look('a'))
              other.disable()
              look('a')
              one.enterWith('set')
              look('a')
              await checkpoint()
              look('a')
            })
            nursery.startSoon(async () => {
              id.set('b')
              for (let turn = 0; turn < 4; turn++) {
                look('b')
                await checkpoint()
              }
              one.exit(() => look('b'))
            })
          }),
        ),
      ),
    )
    expect(seen).toEqual({
      a: [
        ['a', undefined, '2'],
        ['a', undefined, 'inside'],
        ['a', undefined, undefined],
        ['a', 'set', undefined],
        ['a', 'set', undefined],
      ],
      b: [...Array.from({ length: 4 }, () => ['b', '1', '2']), ['b', undefined, '2']],
    })
    expect([one.getStore(), other.getStore()]).toEqual([undefined, undefined])
  })

  test('a block has the context of whoever opens it, and takes nothing out of it', async () => {
    const { CancelScope, openNursery, run, sleep } = await load()
    const user = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    await user.run('outer', () =>
      run(async () => {
        await openNursery(async () => {
          seen.push(user.getStore())
          user.enterWith('of the body')
          await sleep(0)
          seen.push(user.getStore())
          await user.run('inner', () =>
            new CancelScope().run(async () => {
              await sleep(0)
              seen.push(user.getStore())
            }),
          )
          seen.push(user.getStore())
        })
        seen.push(user.getStore())
      }),
    )
    expect(seen).toEqual(['outer', 'of the body', 'inner', 'of the body', 'outer'])
  })

  test('the run of code outside any keeps nobody’s context', async () => {
    const { checkpoint } = await load()
    const { implicitRun } = await import('../src/plumbing/implicit-run.ts')
    await new AsyncLocalStorage<string>().run('of the first', checkpoint)
    expect(implicitRun().main.rest).toBeUndefined()
  })

  test('two copies of the package in one process don’t take each other’s tasks for theirs', async () => {
    const one = await load()
    const other = await load()
    const [mine, theirs] = [new one.Local('?'), new other.Local('?')]
    const seen: unknown[] = []
    await one.run(() =>
      one.openNursery((nursery) => {
        nursery.startSoon(async () => {
          mine.set('one')
          await other.openNursery((inner) => {
            theirs.set('outer')
            inner.startSoon(async () => {
              theirs.set('other')
              await one.sleep(0)
              seen.push([mine.get(), theirs.get()])
              await one.openNursery(async () => {
                await other.sleep(0)
                seen.push([mine.get(), theirs.get()])
              })
            })
          })
          seen.push([mine.get(), theirs.get()])
        })
      }),
    )
    expect(seen).toEqual([
      ['one', 'other'],
      ['one', 'other'],
      ['one', '?'],
    ])
  })
})

test('Node lets a slot be the frame of its code: no task pays for another', async () => {
  const { openNursery } = await import('../src/index.ts')
  const { slotHere } = await import('../src/plumbing/context.ts')
  const frameHere = () => {
    const here = new AsyncResource('test') as unknown as Record<symbol, unknown>
    return here[realSymbols(here).find((key) => key.description === 'context_frame')!]
  }
  await openNursery((nursery) => {
    expect(frameHere()).toBe(slotHere())
    nursery.startSoon(async () => {
      await Promise.resolve()
      expect(frameHere()).toBe(slotHere())
    })
  })
})
