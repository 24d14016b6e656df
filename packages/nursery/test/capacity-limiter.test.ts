import { describe, expect, test } from 'vitest'
import { CapacityLimiter, moveOnAfter, openNursery, sleep, sleepForever, WouldBlock } from '../src/index.ts'
import { virtual } from './support/virtual.ts'

describe('CapacityLimiter', () => {
  test.for([-1, 1.5, Number.NaN])('CapacityLimiter refuses %s tokens', (tokens) => {
    expect(() => new CapacityLimiter(tokens)).toThrow(RangeError)
    const limiter = new CapacityLimiter(1)
    expect(() => {
      limiter.totalTokens = tokens
    }).toThrow(RangeError)
  })

  test('CapacityLimiter: at most so many at once, whatever happens to the holders', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(3)
      let held = 0
      let peak = 0
      await openNursery((nursery) => {
        for (let index = 0; index < 20; index++) {
          nursery.startSoon(async () => {
            using _ = await limiter.acquire()
            peak = Math.max(peak, ++held)
            await moveOnAfter(index % 4, () => sleep(2))
            held--
          })
        }
      })
      expect([peak, held]).toEqual([3, 0])
      expect(limiter.statistics()).toEqual({ borrowedTokens: 0, totalTokens: 3, borrowers: [], tasksWaiting: 0 })
    }))

  test('CapacityLimiter: one token per borrower', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(2)
      await limiter.acquire()
      await expect(limiter.acquire()).rejects.toThrow('has a token already')
      expect(() => limiter.acquireNowait()).toThrow('has a token already')
      limiter.acquireOnBehalfOfNowait('other')
      expect(() => limiter.acquireOnBehalfOfNowait('third')).toThrow(WouldBlock)
      limiter.release()
      limiter.releaseOnBehalfOf('other')
      expect(() => limiter.release()).toThrow('no token to give back')
      expect(() => limiter.releaseOnBehalfOf('other')).toThrow('no token to give back')
    }))

  test('CapacityLimiter: the token of using is given back once', () =>
    virtual(() => {
      const limiter = new CapacityLimiter(1)
      const token = limiter.acquireNowait()
      token[Symbol.dispose]()
      token[Symbol.dispose]()
      expect(limiter.statistics().borrowedTokens).toBe(0)
    }))

  test('CapacityLimiter: code outside any run is one task, and may hold several', async () => {
    const limiter = new CapacityLimiter(3)
    await limiter.acquire()
    await limiter.acquire()
    expect(limiter.statistics().borrowedTokens).toBe(2)
    limiter.release()
    limiter.release()
    expect(() => limiter.release()).toThrow('no token')
  })

  test('CapacityLimiter.totalTokens: up wakes waiters at once, down lets holders finish', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(0)
      const log: number[] = []
      await openNursery(async (nursery) => {
        for (let index = 0; index < 3; index++) {
          nursery.startSoon(async () => {
            using _ = await limiter.acquire()
            log.push(index)
            await sleep(10)
          })
        }
        await sleep(1)
        expect(limiter.statistics().tasksWaiting).toBe(3)
        limiter.totalTokens = 2
        await sleep(1)
        expect(log).toEqual([0, 1])
        limiter.totalTokens = 1
        expect(limiter.totalTokens).toBe(1)
        expect(limiter.borrowedTokens).toBe(2)
        expect(limiter.availableTokens).toBe(-1)
        limiter.totalTokens = Infinity
        expect(limiter.availableTokens).toBe(Infinity)
        await sleep(1)
        expect(log).toEqual([0, 1, 2])
      })
    }))

  test('CapacityLimiter: a cancelled waiter leaves no trace (Trio #548)', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(1)
      limiter.acquireOnBehalfOfNowait('holder')
      await moveOnAfter(5, () => limiter.acquire())
      expect(limiter.statistics()).toMatchObject({ tasksWaiting: 0, borrowers: ['holder'] })
      limiter.releaseOnBehalfOf('holder')
      await limiter.acquire()
    }))

  test('CapacityLimiter: each task is its own borrower, also one that first awaited something foreign', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(600)
      await openNursery(async (nursery) => {
        for (let index = 0; index < 600; index++) {
          nursery.startSoon(async () => {
            await Promise.resolve()
            await limiter.acquire()
            await sleepForever()
          })
        }
        await sleep(1)
        expect(limiter.statistics().borrowedTokens).toBe(600)
        nursery.cancelScope.cancel()
      })
    }))
})
