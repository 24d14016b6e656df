import { expect, onTestFinished, test, vi } from 'vitest'
import { AsyncEvent, Cancelled, checkpoint, currentTime, moveOnAfter, openNursery, run, sleep } from '../src/index.ts'
import { MockClock, waitAllTasksBlocked } from '../src/testing.ts'
import { rejection, virtual } from './support/virtual.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** The host's timers wait until the test moves them; so does its time, where asked. */
function holdTimers(...also: 'performance'[]): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', ...also] })
  onTestFinished(() => void vi.useRealTimers())
}

test('waitAllTasksBlocked resolves once every other task is blocked, however many steps they take', () =>
  virtual(async () => {
    const event = new AsyncEvent()
    let steps = 0
    await openNursery(async (nursery) => {
      nursery.startSoon(async () => {
        for (; steps < 100; steps++) await checkpoint()
        await event.wait()
      })
      await waitAllTasksBlocked()
      expect([steps, event.statistics().tasksWaiting]).toEqual([100, 1])
      event.set()
    })
  }))

test('waitAllTasksBlocked comes before the clock jumps', () =>
  run(
    async () => {
      const log: string[] = []
      await openNursery((nursery) => {
        nursery.startSoon(async () => {
          await sleep(1)
          log.push('slept')
        })
        nursery.startSoon(async () => {
          await waitAllTasksBlocked()
          log.push('blocked')
        })
      })
      expect(log).toEqual(['blocked', 'slept'])
    },
    { clock: new MockClock({ autojumpThreshold: 0 }) },
  ))

test('waitAllTasksBlocked: the smallest cushion wakes first, equal ones together', () =>
  run(async () => {
    const log: number[] = []
    await openNursery((nursery) => {
      for (const cushion of [3, 1, 1]) {
        nursery.startSoon(async () => {
          await waitAllTasksBlocked(cushion)
          log.push(cushion)
        })
      }
    })
    expect(log).toEqual([1, 1, 3])
  }))

test('waitAllTasksBlocked can be cancelled, and refuses a cushion that is none', () =>
  virtual(async () => {
    await openNursery(async (nursery) => {
      const waiting = nursery.startSoon(() => waitAllTasksBlocked(60_000))
      await checkpoint()
      await checkpoint()
      waiting.cancel()
      expect(await rejection(waiting.join())).toBeInstanceOf(Cancelled)
      const outcome = await moveOnAfter(0, () => waitAllTasksBlocked())
      expect(outcome.cancelled).toBe(true)
    })
    await expect(waitAllTasksBlocked(-1)).rejects.toBeInstanceOf(RangeError)
    await expect(waitAllTasksBlocked(Number.NaN)).rejects.toThrow('not NaN')
  }))

test('who was cancelled while it waited holds up nobody', async () => {
  holdTimers()
  await virtual(async () => {
    await openNursery((nursery) => {
      nursery.startSoon(() => waitAllTasksBlocked(100_000))
      nursery.startSoon(async () => {
        await checkpoint()
        nursery.cancelScope.cancel()
      })
    })
    await sleep(5)
    expect(currentTime()).toBe(5)
  })
})

test('a shorter cushion is heeded while a longer one is under way, and none outlives the run', async () => {
  holdTimers()
  const clock = new MockClock()
  await run(
    () =>
      openNursery(async (nursery) => {
        const isUnderWay = new AsyncEvent()
        nursery.startSoon(() => waitAllTasksBlocked(100_000))
        void (async () => {
          while (vi.getTimerCount() === 0) await turn()
          isUnderWay.set()
        })()
        await isUnderWay.wait()
        await waitAllTasksBlocked()
        nursery.cancelScope.cancel()
      }),
    { clock },
  )
  await turn()
  expect(vi.getTimerCount()).toBe(0)
})

test('a threshold that is lowered while all is blocked is heeded at once', async () => {
  holdTimers()
  const clock = new MockClock({ autojumpThreshold: 100_000 })
  const sleeping = run(() => sleep(5), { clock })
  while (vi.getTimerCount() === 0) await turn()
  clock.autojumpThreshold = 0
  await sleeping
  expect(clock.now()).toBe(5)
})

test('a threshold that is raised while all is blocked is heeded too', async () => {
  holdTimers('performance')
  const clock = new MockClock({ autojumpThreshold: 1_000 })
  const sleeping = run(() => sleep(5), { clock })
  while (vi.getTimerCount() === 0) await turn()
  clock.autojumpThreshold = Infinity
  vi.advanceTimersByTime(1_000)
  for (let turns = 0; turns < 10; turns++) await turn()
  expect(clock.now()).toBe(0)
  clock.autojumpThreshold = 0
  await sleeping
})
