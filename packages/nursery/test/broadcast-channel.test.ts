import { describe, expect, test } from 'vitest'
import {
  BrokenResourceError,
  Cancelled,
  CancelScope,
  ClosedResourceError,
  EndOfChannel,
  openBroadcastChannel,
  openNursery,
  type Overflow,
  type ReceiveChannel,
  sleep,
  WouldBlock,
} from '../src/index.ts'
import { assertCheckpoints } from '../src/testing.ts'
import { rejection, virtual } from './support/virtual.ts'

/** Everything that is there. */
function drain<T>(channel: ReceiveChannel<T>): T[] {
  const items: T[] = []
  while (channel.statistics().currentBufferUsed > 0) items.push(channel.receiveNowait())
  return items
}

describe('openBroadcastChannel(n, { overflow })', () => {
  test('refuses what is no capacity and no policy', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN]) expect(() => openBroadcastChannel(capacity)).toThrow(RangeError)
    expect(() => openBroadcastChannel(1, { overflow: 'wait' as Overflow })).toThrow('block, dropOldest')
    expect([openBroadcastChannel(1).overflow, openBroadcastChannel(Infinity).overflow]).toEqual(['block', 'block'])
  })

  test.for(['block', 'dropOldest', 'dropNewest', 'error'] as const)(
    '%s: every subscriber gets every value sent after it subscribed, in order, then the end',
    (overflow) =>
      virtual(async () => {
        const channel = openBroadcastChannel<number>(3, { overflow })
        const got: Record<string, number[]> = { early: [], late: [] }
        const listen = async (name: string) => {
          using updates = channel.subscribe()
          for await (const value of updates) got[name]!.push(value)
        }
        await openNursery(async (nursery) => {
          nursery.startSoon(listen, 'early')
          await sleep(1)
          await channel.send(1)
          nursery.startSoon(listen, 'late')
          await sleep(1)
          await channel.send(2)
          await channel.send(3)
          channel.close()
        })
        expect(got).toEqual({ early: [1, 2, 3], late: [2, 3] })
        expect(channel.statistics()).toEqual({ subscribers: 0, tasksWaitingSend: 0, dropped: 0 })
      }),
  )

  test('a value sent to nobody goes nowhere; sending is a checkpoint all the same (L11)', () =>
    virtual(async () => {
      const channel = openBroadcastChannel<number>(1)
      await assertCheckpoints(() => channel.send(1))
      channel.sendNowait(2)
      expect(drain(channel.subscribe())).toEqual([])
    }))

  test('closed: ClosedResourceError for the senders, what is left and then the end for subscribers', () =>
    virtual(async () => {
      const channel = openBroadcastChannel<number>(1)
      const full = channel.subscribe()
      await channel.send(1)
      await openNursery(async (nursery) => {
        const sending = nursery.startSoon(() => rejection(channel.send(2)))
        await sleep(1)
        channel.close()
        channel[Symbol.dispose]()
        expect(await sending.join()).toBeInstanceOf(ClosedResourceError)
      })
      expect(await full.receive()).toBe(1)
      await expect(full.receive()).rejects.toBeInstanceOf(EndOfChannel)
      await expect(channel.send(3)).rejects.toBeInstanceOf(ClosedResourceError)
      expect(() => channel.sendNowait(3)).toThrow(ClosedResourceError)
      expect(() => channel.subscribe()).toThrow(ClosedResourceError)
    }))

  test('closing wakes subscribers that wait', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const channel = openBroadcastChannel<number>(1)
        const updates = channel.subscribe()
        const waiting = nursery.startSoon(() => rejection(updates.receive()))
        await sleep(1)
        channel.close()
        expect(await waiting.join()).toBeInstanceOf(EndOfChannel)
      }),
    ))

  test('clones of a subscription share its values, and it lasts until all are closed', () => {
    const channel = openBroadcastChannel<number>(3)
    const one = channel.subscribe()
    const other = one.clone()
    channel.sendNowait(1)
    channel.sendNowait(2)
    expect([one.receiveNowait(), other.receiveNowait()]).toEqual([1, 2])
    one.close()
    expect(channel.statistics().subscribers).toBe(1)
    other.close()
    expect(channel.statistics().subscribers).toBe(0)
  })
})

describe('block', () => {
  test('the sender waits until the slowest has room, and then all get the value at once', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const channel = openBroadcastChannel<number>(1)
        const [quick, slow] = [channel.subscribe(), channel.subscribe()]
        await channel.send(1)
        const second = nursery.startSoon(() => assertCheckpoints(() => channel.send(2)))
        const third = nursery.startSoon(() => channel.send(3))
        await sleep(1)
        expect(channel.statistics()).toEqual({ subscribers: 2, tasksWaitingSend: 2, dropped: 0 })
        expect(() => channel.sendNowait(9)).toThrow(WouldBlock)
        expect(quick.receiveNowait()).toBe(1)
        expect(() => quick.receiveNowait()).toThrow(WouldBlock)
        expect(slow.receiveNowait()).toBe(1)
        await sleep(1)
        expect([second.status, third.status]).toEqual(['done', 'running'])
        expect([quick.receiveNowait(), slow.receiveNowait()]).toEqual([2, 2])
        await third.join()
        expect([drain(quick), drain(slow)]).toEqual([[3], [3]])
      }),
    ))

  test('each value taken lets one sender go on, and no subscriber ever holds more than its capacity', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const channel = openBroadcastChannel<number>(1)
        const updates = channel.subscribe()
        await channel.send(1)
        for (const value of [2, 3]) nursery.startSoon(() => channel.send(value))
        await sleep(1)
        for (const value of [1, 2, 3]) {
          expect(updates.statistics()).toMatchObject({ currentBufferUsed: 1 })
          expect(channel.statistics()).toMatchObject({ tasksWaitingSend: 3 - value })
          expect(updates.receiveNowait()).toBe(value)
        }
      }),
    ))

  test('nobody barges in before a sender that waits (L16)', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const channel = openBroadcastChannel<number>(2)
        const [one, other] = [channel.subscribe(), channel.subscribe()]
        await channel.send(1)
        await channel.send(2)
        nursery.startSoon(() => channel.send(3))
        await sleep(1)
        one.close()
        expect(other.receiveNowait()).toBe(1)
        expect(drain(other)).toEqual([2, 3])
        channel.sendNowait(4)
        expect(drain(other)).toEqual([4])
      }),
    ))

  test('a slow subscriber that leaves lets all senders go on that have room then', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const channel = openBroadcastChannel<number>(1)
        const slow = channel.subscribe()
        await channel.send(1)
        const quick = channel.subscribe()
        const senders = [2, 3].map((value) => nursery.startSoon(() => channel.send(value)))
        await sleep(1)
        slow.close()
        slow.close()
        expect(slow.statistics()).toMatchObject({ currentBufferUsed: 0, openReceiveChannels: 0 })
        await sleep(1)
        expect(senders.map((task) => task.status)).toEqual(['done', 'running'])
        expect([quick.receiveNowait(), quick.receiveNowait()]).toEqual([2, 3])
        await sleep(1)
        const last = nursery.startSoon(async () => {
          await channel.send(4)
          await channel.send(5)
        })
        await sleep(1)
        quick.close()
        await last.join()
      }),
    ))

  test('L10 a cancelled send has reached nobody', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const channel = openBroadcastChannel<number>(1)
        const full = channel.subscribe()
        await channel.send(1)
        const free = channel.subscribe()
        const sending = nursery.startSoon(() => channel.send(2))
        await sleep(1)
        sending.cancel()
        expect(await rejection(sending.join())).toBeInstanceOf(Cancelled)
        expect([drain(full), drain(free)]).toEqual([[1], []])
        const scope = new CancelScope()
        await scope.run(async () => {
          scope.cancel()
          await expect(channel.send(3)).rejects.toBeInstanceOf(Cancelled)
        })
        expect([drain(full), drain(free)]).toEqual([[], []])
      }),
    ))
})

describe('the policies that never wait', () => {
  test('dropOldest keeps the newest values, for the slow subscriber alone', () => {
    const channel = openBroadcastChannel<number>(2, { overflow: 'dropOldest' })
    const [quick, slow] = [channel.subscribe(), channel.subscribe()]
    const seen: number[] = []
    for (const value of [1, 2, 3, 4, 5]) {
      channel.sendNowait(value)
      seen.push(quick.receiveNowait())
    }
    expect([seen, drain(slow), channel.statistics().dropped]).toEqual([[1, 2, 3, 4, 5], [4, 5], 3])
  })

  test('dropNewest keeps the oldest', () => {
    const channel = openBroadcastChannel<number>(2, { overflow: 'dropNewest' })
    const slow = channel.subscribe()
    for (const value of [1, 2, 3, 4, 5]) channel.sendNowait(value)
    expect([drain(slow), channel.statistics().dropped]).toEqual([[1, 2], 3])
    channel.sendNowait(6)
    expect(drain(slow)).toEqual([6])
  })

  test('error breaks the slow subscription: what it holds, then BrokenResourceError; the others go on', () =>
    virtual(async () => {
      const channel = openBroadcastChannel<number>(2, { overflow: 'error' })
      const [quick, slow] = [channel.subscribe(), channel.subscribe()]
      for (const value of [1, 2, 3]) {
        await channel.send(value)
        expect(await quick.receive()).toBe(value)
      }
      expect(channel.statistics()).toEqual({ subscribers: 1, tasksWaitingSend: 0, dropped: 0 })
      expect([await slow.receive(), slow.receiveNowait()]).toEqual([1, 2])
      await expect(slow.receive()).rejects.toBeInstanceOf(BrokenResourceError)
      await expect(slow[Symbol.asyncIterator]().next()).rejects.toThrow('too slow')
      slow.close()
      await channel.send(4)
      expect(await quick.receive()).toBe(4)
    }))
})
