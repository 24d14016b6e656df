import { describe, expect, test } from 'vitest'
import {
  abandonable,
  abortable,
  Cancelled,
  CapacityLimiter,
  CancelScope,
  checkpoint,
  currentStatistics,
  currentTime,
  moveOnAfter,
  openNursery,
  run,
  sleep,
} from '../src/index.ts'
import { rejection, virtual } from './support/virtual.ts'

/** Foreign work that stops when its signal says so, after a turn. */
function stoppable(
  signal: AbortSignal,
  reject: (signal: AbortSignal) => unknown = (each) => each.reason,
): Promise<never> {
  return new Promise((_, fail) => {
    signal.addEventListener('abort', () => setTimeout(() => fail(reject(signal) as Error), 1))
  })
}

describe('abortable', () => {
  test('abortable has the value of the work', () =>
    virtual(async () => {
      expect(await abortable(async () => 5)).toBe(5)
      await expect(abortable(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
      await expect(
        abortable(() => {
          throw new Error('at once')
        }),
      ).rejects.toThrow('at once')
      expect(currentStatistics()).toMatchObject({ foreign: 0, tasksBlocked: 0 })
    }))

  test('abortable: cancelled, it aborts the signal and waits for the work to end', () =>
    virtual(async () => {
      let ended = false
      let seen: unknown
      await new CancelScope().run(async (scope) => {
        setTimeout(() => scope.cancel('stop'), 1)
        seen = await rejection(
          abortable((signal) =>
            stoppable(signal).finally(() => {
              ended = true
            }),
          ),
        )
        throw seen
      })
      expect([ended, (seen as Cancelled).reason]).toEqual([true, 'stop'])
    }))

  test.for([
    ['AbortError', () => new DOMException('aborted', 'AbortError')],
    ['an error with the reason as its cause', (signal: AbortSignal) => new Error('stopped', { cause: signal.reason })],
  ] as const)('abortable: work that gives up with %s was cancelled', ([, reject]) =>
    virtual(async () => {
      const outcome = await new CancelScope().run(async (scope) => {
        setTimeout(() => scope.cancel(), 1)
        await abortable((signal) => stoppable(signal, reject))
      })
      expect(outcome.cancelled).toBe(true)
    }),
  )

  test('abortable: a real error of the work is kept, and so is a value that arrived', () =>
    virtual(async () => {
      const failing = new CancelScope().run((scope) => {
        setTimeout(() => scope.cancel(), 1)
        return abortable((signal) => stoppable(signal, () => new Error('disk full')))
      })
      await expect(failing).rejects.toThrow('disk full')
      await expect(
        new CancelScope().run((scope) => {
          setTimeout(() => scope.cancel(), 1)
          return abortable((signal) => stoppable(signal, () => 'thrown text'))
        }),
      ).rejects.toBe('thrown text')
      const outcome = await new CancelScope().run((scope) => {
        scope.signal.addEventListener('abort', () => {})
        setTimeout(() => scope.cancel(), 1)
        return abortable((signal) => stoppable(signal).catch(() => 'arrived'))
      })
      expect(outcome).toEqual({ cancelled: false, value: 'arrived' })
    }))

  test('abortable in a cancelled scope does not begin', () =>
    virtual(async () => {
      let begun = false
      await new CancelScope().run(async (scope) => {
        scope.cancel()
        await abortable(async () => {
          begun = true
        })
      })
      expect(begun).toBe(false)
    }))

  test('abortable refuses a promise', async () => {
    const promise = Promise.resolve() as unknown as () => Promise<void>
    await expect(abortable(promise)).rejects.toThrow('abortable((signal) =>')
  })

  test('abortable nobody awaited is told to stop at the end of its block', () =>
    virtual(async () => {
      let signal: AbortSignal | undefined
      await new CancelScope().run(() => {
        abortable((given) => stoppable((signal = given))).catch(() => {})
      })
      expect(signal!.aborted).toBe(true)
      await openNursery((nursery) => {
        nursery.startSoon(() => {
          abortable((given) => stoppable((signal = given))).catch(() => {})
        })
      })
      expect(signal!.aborted).toBe(true)
      await new Promise((resolve) => setTimeout(resolve, 5))
      expect(currentStatistics()).toMatchObject({ tasksLiving: 1, tasksBlocked: 0, foreign: 0 })
    }))
})

describe('abandonable', () => {
  test('abandonable has what the promise has', () =>
    virtual(async () => {
      const promise = Promise.resolve(1)
      expect(await Promise.all([abandonable(promise), abandonable(promise)])).toEqual([1, 1])
      await expect(abandonable(Promise.reject(new Error('x')))).rejects.toThrow('x')
      // oxlint-disable-next-line unicorn/no-thenable -- as of libraries that call back at once
      const ready: PromiseLike<number> = { then: (onValue) => Promise.resolve(onValue!(2)) as Promise<never> }
      expect(await abandonable(ready)).toBe(2)
      expect(currentStatistics()).toMatchObject({ foreign: 0, abandoned: { pending: 0, fulfilled: 0, rejected: 0 } })
    }))

  test('abandonable: cancelled, it gives up at once; how the work ends is counted, never unhandled', () =>
    virtual(async () => {
      let fulfil: ((value: number) => void) | undefined
      let reject: ((error: Error) => void) | undefined
      const good = new Promise<number>((resolve) => (fulfil = resolve))
      const bad = new Promise<number>((_, fail) => (reject = fail))
      for (const promise of [good, good, bad]) {
        await new CancelScope().run((scope) => {
          setTimeout(() => scope.cancel(), 1)
          return abandonable(promise)
        })
      }
      expect(currentStatistics().abandoned).toEqual({ pending: 2, fulfilled: 0, rejected: 0 })
      fulfil!(1)
      reject!(new Error('nobody cares'))
      await new Promise((resolve) => setTimeout(resolve, 1))
      expect(currentStatistics().abandoned).toEqual({ pending: 0, fulfilled: 1, rejected: 1 })
    }))

  test('abandonable: a deadline that is found to have passed counts like any other cancellation', async () => {
    let time = 0
    const clock = { now: () => time, callAt: () => () => {} }
    const main = async () => {
      const outcome = await moveOnAfter(5, () => {
        time = 5
        return abandonable(new Promise(() => {}))
      })
      expect([outcome.cancelled, currentStatistics().abandoned.pending]).toEqual([true, 1])
    }
    await run(main, { clock })
  })

  test('abandonable in a cancelled scope gives up at once too', () =>
    virtual(async () => {
      await new CancelScope().run((scope) => {
        scope.cancel()
        return abandonable(Promise.reject(new Error('unheard')))
      })
      await new Promise((resolve) => setTimeout(resolve, 1))
      expect(currentStatistics().abandoned.rejected).toBe(1)
    }))

  test('abandonable refuses what is no promise', async () => {
    await expect(abandonable((() => {}) as unknown as Promise<void>)).rejects.toThrow('abandonable(lookup(name))')
    await expect(abandonable(undefined as unknown as Promise<void>)).rejects.toThrow(TypeError)
  })

  test('abandonable holds nothing back on a promise that never settles', () =>
    virtual(async () => {
      const never = new Promise<void>(() => {})
      let reactions = 0
      const then = never.then.bind(never)
      // oxlint-disable-next-line no-thenable -- counted, not replaced
      never.then = ((...args: Parameters<typeof then>) => {
        reactions++
        return then(...args)
      }) as typeof never.then
      for (let index = 0; index < 20; index++) {
        await moveOnAfter(1, () =>
          new CancelScope().run((scope) => {
            setTimeout(() => scope.cancel())
            return abandonable(never)
          }),
        )
      }
      expect(reactions).toBe(1)
    }))
})

describe('a value and a cancellation in one turn', () => {
  test('a value handed over by a listener of the cancellation itself arrived', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(1)
      const log: string[] = []
      limiter.acquireOnBehalfOfNowait('holder')
      await openNursery(async (nursery) => {
        nursery.startSoon(() =>
          abortable(async (signal) => {
            await new Promise((resolve) => signal.addEventListener('abort', resolve))
          }),
        )
        nursery.startSoon(async () => {
          await abortable(
            (signal) =>
              new Promise<void>((resolve) => {
                signal.addEventListener('abort', () => {
                  limiter.releaseOnBehalfOf('holder')
                  resolve()
                })
              }),
          )
        })
        nursery.startSoon(async () => {
          await limiter.acquire()
          log.push('acquired')
        })
        await new Promise((resolve) => setTimeout(resolve, 2))
        nursery.cancelScope.cancel()
      })
      expect(log).toEqual(['acquired'])
    }))

  test('the first of them wins', () =>
    virtual(async () => {
      const log: string[] = []
      for (const order of ['value', 'cancel']) {
        await new CancelScope().run(async (scope) => {
          let fulfil: ((value: string) => void) | undefined
          const work = new Promise<string>((resolve) => (fulfil = resolve))
          const arrived = abandonable(work).then((value) => log.push(`${order}: ${value}`))
          if (order === 'cancel') scope.cancel()
          fulfil!('arrived')
          await Promise.resolve()
          scope.cancel()
          await arrived
        })
      }
      expect(log).toEqual(['value: arrived'])
      await checkpoint()
      await sleep(1)
      expect(currentTime()).toBe(1)
    }))
})
