import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  checkpoint,
  currentTime,
  moveOnAfter,
  openNursery,
  run,
  sleep,
  sleepForever,
  sleepUntil,
  type Clock,
  abortable,
} from '../src/index.ts'
import { systemClock } from '../src/clock.ts'
import { MockClock } from '../src/mock-clock.ts'
import { waitAllTasksBlocked } from '../src/wait-all-tasks-blocked.ts'
import { virtual } from './support/virtual.ts'

/** One turn of the loop, whatever the timers are: on a busy machine each takes its time, and vi's own steps take several. */
const immediate = setImmediate
const turn = () => new Promise<void>((resolve) => immediate(resolve))

/** Real ms after which a loop that lets no timer in is given up, within the time limit of a test. */
const GIVE_UP = 20_000

afterEach(() => {
  vi.useRealTimers()
})

describe('sleep', () => {
  test.for([-1, Number.NaN])('sleep(%s) is refused', async (ms) => {
    await expect(sleep(ms)).rejects.toThrow(RangeError)
  })

  test('sleepUntil takes a time on the run’s clock; one that has passed is a checkpoint', () =>
    virtual(async () => {
      await expect(sleepUntil(Number.NaN)).rejects.toThrow(RangeError)
      await sleepUntil(100)
      expect(currentTime()).toBe(100)
      await sleepUntil(50)
      expect(currentTime()).toBe(100)
    }))

  test('sleep(Infinity) ends only by a cancellation', () =>
    virtual(async () => {
      await moveOnAfter(10, () => sleep(Infinity))
      expect(currentTime()).toBe(10)
    }))
})

describe('the real clock', () => {
  test('the real clock never fires early', async () => {
    const times = Array.from({ length: 100 }, (_, index) => 1.5 + index * 0.37)
    const early = times.map(async (ms) => {
      const start = performance.now()
      await sleep(ms)
      return performance.now() - start < ms ? ms : undefined
    })
    expect((await Promise.all(early)).filter((ms) => ms !== undefined)).toEqual([])
  })

  test('the real clock takes delays beyond 2^31 ms', async () => {
    vi.useFakeTimers()
    const asked = vi.spyOn(globalThis, 'setTimeout')
    let woken = 0
    const sleeping = sleep(3e9).then(() => woken++)
    expect(asked.mock.calls.map(([, ms]) => ms! < 2 ** 31)).toEqual([true])
    asked.mockRestore()
    vi.advanceTimersByTime(2 ** 31)
    await turn()
    expect(woken).toBe(0)
    vi.advanceTimersByTime(3e9 - 2 ** 31 - 1)
    await turn()
    expect(woken).toBe(0)
    vi.advanceTimersByTime(1)
    await sleeping
    expect(woken).toBe(1)
  })

  test('the real clock under fake timers: one step each 100 ms, neither drifting nor late', async () => {
    vi.useFakeTimers()
    let steps = 0
    const outcome = moveOnAfter(2_050, async () => {
      for (;;) {
        await sleep(100)
        steps++
        await checkpoint()
      }
    })
    for (let expected = 0; expected < 20; expected++) {
      expect(steps).toBe(expected)
      vi.advanceTimersByTime(100)
      await turn()
    }
    expect(steps).toBe(20)
    vi.advanceTimersByTime(50)
    expect((await outcome).cancelled).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('the real clock asks for the rest when a timer of the host comes early', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let fired = 0
    systemClock.callAt(1_010, () => fired++)
    now.mockReturnValue(1_009.5)
    vi.advanceTimersByTime(10)
    expect(fired).toBe(0)
    now.mockReturnValue(1_010)
    vi.advanceTimersByTime(1)
    expect(fired).toBe(1)
    systemClock.callAt(0, () => fired++)()
    vi.advanceTimersByTime(100)
    expect(fired).toBe(1)
    now.mockRestore()
  })

  test('no timer of the host remains when nothing sleeps any more', async () => {
    vi.useFakeTimers()
    await moveOnAfter(1_000, () => 'quick')
    expect(vi.getTimerCount()).toBe(0)
    const both = openNursery((nursery) => {
      const late = nursery.startSoon(() => sleep(5_000))
      nursery.startSoon(async () => {
        await sleep(10)
        late.cancel()
      })
    })
    await turn()
    vi.advanceTimersByTime(10)
    await both
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a clock of one’s own', () => {
  test('now and callAt are all a Clock needs', async () => {
    let time = 0
    const calls: (() => void)[] = []
    const clock: Clock = {
      now: () => time,
      callAt(at, fn) {
        calls.push(() => {
          time = at
          fn()
        })
        return () => {}
      },
    }
    const running = run(() => Promise.all([sleep(50), waitAllTasksBlocked()]), { clock })
    await new Promise((resolve) => setTimeout(resolve, 5))
    for (const call of calls) call()
    await running
    expect(time).toBe(50)
  })

  test('a checkpoint that finds a deadline passed takes its call back', async () => {
    let time = 0
    let armed = 0
    const clock: Clock = {
      now: () => time,
      callAt() {
        armed++
        return () => void armed--
      },
    }
    const main = () =>
      moveOnAfter(10, async () => {
        expect(armed).toBe(1)
        time = 10
        await checkpoint()
      })
    expect(await run(main, { clock })).toMatchObject({ cancelled: true })
    expect(armed).toBe(0)
  })
})

describe('MockClock', () => {
  test('MockClock starts at 0 and moves only when told to', async () => {
    const clock = new MockClock()
    const log: string[] = []
    const running = run(
      () =>
        openNursery((nursery) => {
          nursery.startSoon(async () => {
            await sleep(10)
            log.push(`a ${currentTime()}`)
          })
          nursery.startSoon(async () => {
            await sleep(30)
            log.push(`b ${currentTime()}`)
          })
        }),
      { clock },
    )
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect(clock.now()).toBe(0)
    clock.jump(9)
    expect(clock.now()).toBe(9)
    clock.jump(1)
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(log).toEqual(['a 10'])
    clock.jump(100)
    await running
    expect(log).toEqual(['a 10', 'b 110'])
  })

  test('MockClock.jump calls what has become due in the order of the times, and nothing else', () => {
    const clock = new MockClock()
    const called: number[] = []
    for (const time of [30, 10, 20, 31]) clock.callAt(time, () => called.push(time))
    clock.callAt(15, () => called.push(15))()
    clock.jump(30)
    expect(called).toEqual([10, 20, 30])
  })

  test('MockClock.jump: a call may take back one that is due in the same jump', () => {
    const clock = new MockClock()
    const called: number[] = []
    clock.callAt(10, () => takeBack())
    const takeBack = clock.callAt(20, () => called.push(20))
    clock.jump(30)
    expect(called).toEqual([])
  })

  test('MockClock refuses to go back', () => {
    const clock = new MockClock()
    expect(() => clock.jump(-1)).toThrow(RangeError)
    expect(() => new MockClock({ rate: -1 })).toThrow('The rate of a MockClock')
    expect(() => new MockClock({ autojumpThreshold: Number.NaN })).toThrow('autojumpThreshold')
  })

  test('MockClock.rate: so many virtual ms per real one, without a jump when it changes', async () => {
    const clock = new MockClock({ rate: 1_000 })
    expect(clock.rate).toBe(1_000)
    await run(
      async () => {
        await sleep(2_000)
        clock.rate = 0
        const now = currentTime()
        expect(now).toBeGreaterThanOrEqual(2_000)
        await new Promise((resolve) => setTimeout(resolve, 2))
        expect(currentTime()).toBe(now)
        const sleeping = sleep(3_000)
        clock.rate = 1_000
        await sleeping
        expect(currentTime()).toBeGreaterThanOrEqual(now + 3_000)
      },
      { clock },
    )
  })

  test('MockClock.rate: a timer of the host that comes early is set again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const clock = new MockClock({ rate: 1e-9 })
    let fired = false
    clock.callAt(1, () => {
      fired = true
    })
    vi.advanceTimersToNextTimer()
    expect([fired, vi.getTimerCount()]).toEqual([false, 1])
  })

  test('MockClock autojump jumps to the next deadline when all is blocked, and 5,000 s take no time', async () => {
    // Otherwise the test would meet its time limit.
    await virtual(async () => {
      await sleep(5_000_000)
      await sleep(20_000)
      expect(currentTime()).toBe(5_020_000)
    })
  })

  test('MockClock autojump waits for what is foreign and for what is ready', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery((nursery) => {
        nursery.startSoon(async () => {
          await sleep(1_000)
          log.push('slept')
        })
        nursery.startSoon(async () => {
          await abortable(() => new Promise((resolve) => setTimeout(resolve, 5)))
          log.push('foreign')
        })
      })
      expect(log).toEqual(['foreign', 'slept'])
    }))

  test('MockClock.autojumpThreshold may be set while all is blocked, and is real time', async () => {
    const clock = new MockClock()
    const running = run(() => sleep(1_000), { clock })
    await new Promise((resolve) => setTimeout(resolve, 2))
    expect([clock.autojumpThreshold, clock.now()]).toEqual([Infinity, 0])
    clock.autojumpThreshold = 3
    await running
    expect(clock.now()).toBe(1_000)
  })
})

describe('waitAllTasksBlocked', () => {
  test('waitAllTasksBlocked refuses a cushion that is no time', async () => {
    await expect(waitAllTasksBlocked(-1)).rejects.toThrow(RangeError)
  })

  test('waitAllTasksBlocked returns when the others wait, smallest cushion first, equal ones together', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        nursery.startSoon(async () => {
          for (let index = 0; index < 5; index++) await checkpoint()
          log.push('blocking')
          await sleep(10)
          log.push(`slept ${currentTime()}`)
        })
        for (const cushion of [2, 1, 1]) {
          nursery.startSoon(async () => {
            await waitAllTasksBlocked(cushion)
            log.push(`cushion ${cushion} at ${currentTime()}`)
          })
        }
        await moveOnAfter(0, () => waitAllTasksBlocked(3))
        const given = nursery.startSoon(() => waitAllTasksBlocked(0.5))
        nursery.startSoon(async () => given.cancel())
      })
      expect(log).toEqual(['blocking', 'cushion 1 at 0', 'cushion 1 at 0', 'cushion 2 at 0', 'slept 10'])
    }))

  test('waitAllTasksBlocked under a seed', () =>
    virtual(
      async () => {
        await openNursery(async (nursery) => {
          nursery.startSoon(() => sleep(5))
          await waitAllTasksBlocked()
          expect(currentTime()).toBe(0)
        })
      },
      { seed: 1 },
    ))

  test('waitAllTasksBlocked is put off by what happens meanwhile', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery((nursery) => {
        nursery.startSoon(async () => {
          await waitAllTasksBlocked(20)
          log.push('all blocked')
        })
        nursery.startSoon(async () => {
          for (let index = 0; index < 3; index++) {
            const timer = setTimeout(() => poke!(), 8)
            let poke: (() => void) | undefined
            const parked = moveOnAfter(1e6, async (scope) => {
              poke = () => scope.cancel()
              await sleepForever()
            })
            await parked
            clearTimeout(timer)
            log.push('poked')
          }
        })
      })
      expect(log).toEqual(['poked', 'poked', 'poked', 'all blocked'])
    }))
})

describe('fairness', () => {
  test('fairness: a checkpoint lets timers in once the loop was held for 8 ms', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const giveUp = performance.now() + GIVE_UP
    const ticked = () => ticks > 0
    while (!ticked() && performance.now() < giveUp) await checkpoint()
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(0)
  })

  test('fairness outlives a clock that was set back, as fake timers do when they go', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(1e13)
    await checkpoint()
    vi.restoreAllMocks()
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const giveUp = performance.now() + GIVE_UP
    const ticked = () => ticks > 0
    while (!ticked() && performance.now() < giveUp) await checkpoint()
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(0)
  })

  test('fairness does not hang on fake timers', async () => {
    vi.useFakeTimers()
    vi.setSystemTime(0)
    vi.advanceTimersByTime(1_000)
    await checkpoint()
    vi.advanceTimersByTime(1_000)
    await expect(Promise.all([checkpoint(), checkpoint()])).resolves.toHaveLength(2)
  })

  test('fairness in a browser, whose ports cannot be let go of', async () => {
    vi.resetModules()
    class Port extends EventTarget {
      start() {}
      postMessage() {
        queueMicrotask(() => port1.dispatchEvent(new Event('message')))
      }
    }
    const port1 = new Port()
    vi.stubGlobal('MessageChannel', function MessageChannel() {
      return { port1, port2: new Port() }
    })
    vi.stubGlobal('setImmediate', undefined)
    const { macrotask } = await import('../src/plumbing/macrotask.ts')
    await expect(macrotask()).resolves.toBeUndefined()
    await expect(macrotask()).resolves.toBeUndefined()
    vi.unstubAllGlobals()
  })
})
