import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  all,
  any,
  Cancelled,
  checkpoint,
  currentTime,
  dumpTaskTree,
  map,
  moveOnAfter,
  NurseryError,
  openNursery,
  race,
  sleep,
  sleepForever,
} from '../src/index.ts'
import { rejection, shielded, untilCancelled, virtual } from './support/virtual.ts'

const after = (ms: number, value: string) => async () => {
  await sleep(ms)
  return value
}
const fail = (ms: number, message: string) => async (): Promise<string> => {
  await sleep(ms)
  throw new Error(message)
}
/** Loses, and takes a while to clean up. */
const loser = (log: string[]) => () =>
  untilCancelled(() =>
    shielded(async () => {
      await sleep(5)
      log.push(`cleaned up at ${currentTime()}`)
    }),
  )

describe('all', () => {
  test('all has the results in order, with their types', () =>
    virtual(async () => {
      const results = await all([after(20, 'slow'), () => 42, after(10, 'fast')])
      expectTypeOf(results).toEqualTypeOf<[string, number, string]>()
      expect(results).toEqual(['slow', 42, 'fast'])
      expect(await all([])).toEqual([])
    }))

  test('all: one failure cancels the others and waits for them', () =>
    virtual(async () => {
      const log: string[] = []
      const error = (await rejection(all([loser(log), fail(10, 'x')]))) as NurseryError
      expect(error.errors).toEqual([new Error('x')])
      expect(log).toEqual(['cleaned up at 15'])
    }))

  test('all: each is a task, named as its function, or by its place', () =>
    virtual(async () => {
      const named = () => sleep(10)
      const ended = all([named, () => sleep(10), () => sleep(10)])
      await sleep(5)
      expect(dumpTaskTree()).toMatch(/ task named: .* task all 1: .* task all 2: /s)
      await ended
    }))

  test('all refuses generator functions', () =>
    virtual(async () => {
      function* work() {
        yield 1
      }
      const error = (await rejection(all([work]))) as NurseryError
      expect(String(error.errors[0])).toContain('What all was given is a generator function')
    }))

  test('all refuses promises', () =>
    virtual(async () => {
      const promise = Promise.resolve() as unknown as () => void
      const error = (await rejection(all([promise]))) as NurseryError
      expect(String(error.errors[0])).toContain('all([() => one(), () => two()])')
    }))
})

describe('race', () => {
  test('race has the first result, once the losers are cancelled and have ended', () =>
    virtual(async () => {
      const log: string[] = []
      expect(await race([after(20, 'slow'), after(10, 'fast'), loser(log)])).toBe('fast')
      expect(log).toEqual(['cleaned up at 15'])
    }))

  test('race: two results in one turn, the first counts', () =>
    virtual(async () => {
      expect(await race([() => 'one', () => 'two'])).toBe('one')
    }))

  test('race: a failure that comes first fails it; so does one of a loser', () =>
    virtual(async () => {
      expect(((await rejection(race([fail(5, 'x'), after(10, 'y')]))) as NurseryError).errors).toEqual([new Error('x')])
      const rude = () => sleepForever().catch(() => Promise.reject(new Error('rude')))
      expect(((await rejection(race([after(5, 'y'), rude]))) as NurseryError).errors).toEqual([new Error('rude')])
    }))

  test('race and any have the type of any of the results', () =>
    virtual(async () => {
      const mixed = [() => 1, async () => 'one', async () => null] as const
      const listed = new Set([after(1, 'slow'), after(2, 'slower')])
      const results = [await race([() => 1, async () => 'one']), await any([() => 1, async () => 'one'])] as const
      expectTypeOf(results).toEqualTypeOf<readonly [number | string, number | string]>()
      const named = [await race(mixed), await any(mixed)] as const
      expectTypeOf(named).toEqualTypeOf<readonly [number | string | null, number | string | null]>()
      const same = [await race<string>(listed), await any<string>(listed)] as const
      expectTypeOf(same).toEqualTypeOf<readonly [string, string]>()
      expect([results, named, same]).toEqual([
        [1, 1],
        [1, 1],
        ['slow', 'slow'],
      ])
    }))

  test('race and any of nothing are refused instead of waiting for ever', async () => {
    await expect(race([])).rejects.toThrow('race of nothing has no winner')
    await expect(any([])).rejects.toThrow('any of nothing has no winner')
  })
})

describe('any', () => {
  test('any has the first success; failures before it don’t count', () =>
    virtual(async () => {
      const log: string[] = []
      const lost = loser(log)
      expect(await any([fail(1, 'a'), after(10, 'good'), after(10, 'late'), lost])).toBe('good')
      expect(log).toEqual(['cleaned up at 15'])
    }))

  test('any: when all fail, all their errors, in order of arrival', () =>
    virtual(async () => {
      const error = (await rejection(any([fail(20, 'second'), fail(10, 'first')]))) as NurseryError
      expect(error).toBeInstanceOf(NurseryError)
      expect(error.errors).toEqual([new Error('first'), new Error('second')])
    }))

  test('any refuses promises', () =>
    virtual(async () => {
      const promise = Promise.resolve() as unknown as () => string
      expect(String(((await rejection(any([promise]))) as NurseryError).errors[0])).toContain('any takes functions')
    }))

  test('any, race and all pass on a cancellation from outside', () =>
    virtual(async () => {
      for (const combine of [() => any([sleepForever]), () => race([sleepForever]), () => all([sleepForever])]) {
        let seen: unknown
        const outcome = await moveOnAfter(5, async () => {
          seen = await rejection(combine())
          throw seen
        })
        expect([outcome.cancelled, seen instanceof Cancelled]).toEqual([true, true])
      }
    }))
})

describe('map', () => {
  test('map has the results in the items’ order, at most limit at a time', () =>
    virtual(async () => {
      let running = 0
      let peak = 0
      const results = await map(
        new Set([30, 10, 20]),
        async (ms, index) => {
          peak = Math.max(peak, ++running)
          await sleep(ms)
          running--
          return `${index}:${ms}`
        },
        { limit: 2 },
      )
      expect([results, peak, currentTime()]).toEqual([['0:30', '1:10', '2:20'], 2, 30])
      expect(await map([1, 2], (item) => item * 2)).toEqual([2, 4])
    }))

  test('map: one failure cancels the rest', () =>
    virtual(async () => {
      const error = (await rejection(map([1, 2, 3], (item) => fail(item, `item ${item}`)()))) as NurseryError
      expect(error.errors).toEqual([new Error('item 1')])
      expect(currentTime()).toBe(1)
    }))

  test('map: with a limit an item is taken when there is room for it, and what gives them is closed', () =>
    virtual(async () => {
      const taken: number[] = []
      let isClosed = false
      function* numbers() {
        try {
          for (let n = 1; ; n++) {
            taken.push(n)
            yield n
          }
        } finally {
          isClosed = true
        }
      }
      const work = async (n: number) => {
        await shielded(() => sleep(n === 4 ? 15 : 10))
        if (n === 3) throw new Error('three')
      }
      const error = (await rejection(map(numbers(), work, { limit: 2 }))) as NurseryError
      expect(error.errors).toEqual([new Error('three')])
      // The fourth is deaf to the cancel, and followed by nobody all the same.
      expect([taken, isClosed, currentTime()]).toEqual([[1, 2, 3, 4], true, 25])

      const { cancelled } = await moveOnAfter(35, () => map(numbers(), () => sleep(10), { limit: 1 }))
      expect([cancelled, taken.slice(4), isClosed]).toEqual([true, [1, 2, 3, 4], true])
    }))

  test('map: what gives the items may fail, and is not closed then', () =>
    virtual(async () => {
      const closed: string[] = []
      const items = (ends: 'throws' | 'is done'): Iterable<number> => ({
        [Symbol.iterator]() {
          let n = 0
          return {
            next() {
              if (++n < 4) return { done: false, value: n }
              if (ends === 'is done') return { done: true, value: undefined }
              throw new Error('no more')
            },
            return() {
              closed.push(ends)
              return { done: true, value: undefined }
            },
          }
        },
      })
      for (const limit of [1, 2, 8, undefined]) {
        const error = (await rejection(map(items('throws'), () => sleep(1), { limit }))) as NurseryError
        expect(error.errors).toEqual([new Error('no more')])
        expect(await map(items('is done'), (n) => n * 2, { limit })).toEqual([2, 4, 6])
      }
      expect(closed).toEqual([])
    }))

  test('map: what one item sets in its context is nobody else’s', () =>
    virtual(async () => {
      const who = new AsyncLocalStorage<number>()
      const seen = await who.run(0, () =>
        map(
          [1, 2, 3],
          async (n) => {
            const before = who.getStore()
            who.enterWith(n)
            await sleep(1)
            return before
          },
          { limit: 1 },
        ),
      )
      expect(seen).toEqual([0, 0, 0])
    }))

  test('map refuses what is no function, and what are no items', async () => {
    await expect(map([1], 5 as unknown as () => void)).rejects.toThrow('map(items, async (item)')
    for (const items of [5, null, undefined, (async function* () {})()])
      await expect(map(items as unknown as [], () => {})).rejects.toThrow('map takes items to go through')
  })
})

test('any: an entrant that was cancelled by somebody else is one that failed', () =>
  virtual(() =>
    openNursery(async (nursery) => {
      const other = nursery.startSoon(() => sleepForever())
      await checkpoint()
      other.cancel()
      expect(await any([() => other.join(), after(5, 'b')])).toBe('b')
    }),
  ))
