import { describe, expect, test } from 'vitest'
import {
  BrokenResourceError,
  Cancelled,
  CancelScope,
  checkpoint,
  ClosedResourceError,
  EndOfChannel,
  moveOnAfter,
  openMemoryChannel,
  openNursery,
  run,
  sleep,
  WouldBlock,
} from '../src/index.ts'
import { assertCheckpoints } from '../src/testing.ts'
import { rejection, virtual } from './support/virtual.ts'

/** Calls `operation` where everything is cancelled already, and gives what it throws. */
async function whenCancelled(operation: () => Promise<unknown>): Promise<unknown> {
  const scope = new CancelScope()
  let error: unknown
  await scope.run(async () => {
    scope.cancel()
    error = await rejection(operation())
  })
  return error
}

describe('openMemoryChannel(n)', () => {
  test('takes a whole number from 0, or Infinity', () => {
    for (const capacity of [-1, 1.5, Number.NaN, -Infinity]) {
      expect(() => openMemoryChannel(capacity)).toThrow(RangeError)
    }
    for (const capacity of [0, 1, Infinity]) {
      expect(openMemoryChannel(capacity)[0].statistics().maxBufferSize).toBe(capacity)
    }
  })

  test('statistics are the same seen from both ends', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(2)
      send.sendNowait(1)
      using _ = send.clone()
      await openNursery(async (nursery) => {
        nursery.startSoon(() => send.send(2))
        nursery.startSoon(() => send.send(3))
        await sleep(1)
        expect(send.statistics()).toEqual({
          currentBufferUsed: 2,
          maxBufferSize: 2,
          openSendChannels: 2,
          openReceiveChannels: 1,
          tasksWaitingSend: 1,
          tasksWaitingReceive: 0,
          peakBufferUsed: 2,
        })
        expect(receive.statistics()).toEqual(send.statistics())
        expect(Object.isFrozen(receive.statistics())).toBe(true)
        for (let n = 0; n < 3; n++) receive.receiveNowait()
        nursery.startSoon(() => receive.receive())
        await sleep(1)
        expect(receive.statistics()).toMatchObject({ currentBufferUsed: 0, tasksWaitingReceive: 1, peakBufferUsed: 2 })
        send.sendNowait(4)
      })
    }))
})

describe('sendNowait(v): closed, broken, waiting receiver, buffer, WouldBlock, in this order', () => {
  test('closed comes before broken', () => {
    const [send, receive] = openMemoryChannel<number>(1)
    send.close()
    receive.close()
    expect(() => send.sendNowait(1)).toThrow(ClosedResourceError)
  })

  test('broken comes before the buffer', () => {
    const [send, receive] = openMemoryChannel<number>(1)
    receive.close()
    expect(() => send.sendNowait(1)).toThrow(BrokenResourceError)
  })

  test('the oldest waiting receiver comes before the buffer', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(1)
        const first = nursery.startSoon(() => receive.receive())
        const second = nursery.startSoon(() => receive.receive())
        await sleep(1)
        send.sendNowait(1)
        expect(send.statistics()).toMatchObject({ tasksWaitingReceive: 1, currentBufferUsed: 0 })
        send.sendNowait(2)
        expect([await first.join(), await second.join()]).toEqual([1, 2])
      }),
    ))

  test('the buffer comes before WouldBlock', () => {
    const [send] = openMemoryChannel<number>(1)
    send.sendNowait(1)
    expect(() => send.sendNowait(2)).toThrow(WouldBlock)
    expect(() => openMemoryChannel(0)[0].sendNowait(1)).toThrow(WouldBlock)
  })
})

describe('send(v)', () => {
  test('L11 a cancelled caller is told so first, and nothing was sent', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(1)
      expect(await whenCancelled(() => send.send(1))).toBeInstanceOf(Cancelled)
      expect(() => receive.receiveNowait()).toThrow(WouldBlock)
      send.close()
      expect(await whenCancelled(() => send.send(1))).toBeInstanceOf(Cancelled)
      await expect(send.send(1)).rejects.toBeInstanceOf(ClosedResourceError)
    }))

  test('rejects as sendNowait throws', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(1)
      receive.close()
      await expect(send.send(1)).rejects.toBeInstanceOf(BrokenResourceError)
      send.close()
      await expect(send.send(1)).rejects.toBeInstanceOf(ClosedResourceError)
    }))

  test('L11 is a checkpoint: into the buffer, into a receiver’s hands, and blocked', () =>
    virtual(async () => {
      for (const capacity of [0, 1]) {
        const [send, receive] = openMemoryChannel<number>(capacity)
        await openNursery(async (nursery) => {
          const taken = nursery.startSoon(() => receive.receive())
          await sleep(1)
          await assertCheckpoints(() => send.send(1))
          expect(await taken.join()).toBe(1)
          if (capacity > 0) await assertCheckpoints(() => send.send(2))
          nursery.startSoon(async () => {
            await sleep(1)
            receive.receiveNowait()
          })
          await assertCheckpoints(() => send.send(3))
        })
      }
    }))

  test('L10 a cancelled send was not sent, and those behind it keep their order', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(1)
      await send.send(0)
      await openNursery(async (nursery) => {
        const second = nursery.startSoon(() => send.send(1))
        nursery.startSoon(() => send.send(2))
        await sleep(1)
        second.cancel()
        expect(send.statistics().tasksWaitingSend).toBe(1)
        expect([await receive.receive(), await receive.receive()]).toEqual([0, 2])
        expect(await rejection(second.join())).toBeInstanceOf(Cancelled)
      })
      expect(() => receive.receiveNowait()).toThrow(WouldBlock)
    }))

  test('L9 a send whose item was taken succeeds, though it is cancelled in the same turn', () =>
    virtual(async () => {
      for (const capacity of [0, 1]) {
        const [send, receive] = openMemoryChannel<number>(capacity)
        if (capacity > 0) send.sendNowait(0)
        await openNursery(async (nursery) => {
          const sending = nursery.startSoon(async () => {
            await send.send(1)
            return 'sent'
          })
          await sleep(1)
          receive.receiveNowait()
          sending.cancel()
          expect(await sending.join()).toBe('sent')
        })
      }
    }))
})

describe('receiveNowait(): closed, the oldest blocked sender moves up, the buffer, the end, WouldBlock, in this order', () => {
  test('closed comes first', () => {
    const [send, receive] = openMemoryChannel<number>(1)
    send.sendNowait(1)
    send.close()
    receive.close()
    expect(() => receive.receiveNowait()).toThrow(ClosedResourceError)
  })

  test('a blocked sender’s item goes to the end of the buffer, and the sender goes on', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(1)
        send.sendNowait(1)
        const second = nursery.startSoon(() => send.send(2))
        const third = nursery.startSoon(() => send.send(3))
        await sleep(1)
        expect(receive.receiveNowait()).toBe(1)
        expect(receive.statistics()).toMatchObject({ tasksWaitingSend: 1, currentBufferUsed: 1 })
        await sleep(1)
        expect([second.status, third.status]).toEqual(['done', 'running'])
        expect([receive.receiveNowait(), receive.receiveNowait()]).toEqual([2, 3])
        expect(() => receive.receiveNowait()).toThrow(WouldBlock)
      }),
    ))

  test('what is in the buffer comes before the end', () => {
    const [send, receive] = openMemoryChannel<number>(2)
    send.sendNowait(1)
    send.sendNowait(2)
    send.close()
    expect([receive.receiveNowait(), receive.receiveNowait()]).toEqual([1, 2])
    expect(() => receive.receiveNowait()).toThrow(EndOfChannel)
  })

  test('the end comes before WouldBlock', () => {
    const [send, receive] = openMemoryChannel<number>(0)
    expect(() => receive.receiveNowait()).toThrow(WouldBlock)
    send.close()
    expect(() => receive.receiveNowait()).toThrow(EndOfChannel)
  })
})

describe('receive() and for await', () => {
  test('L11 a cancelled caller is told so first, and nothing was taken', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(1)
      const loop = async () => {
        for await (const item of receive) throw new Error(`got ${item}`)
      }
      send.sendNowait(1)
      expect(await whenCancelled(() => receive.receive())).toBeInstanceOf(Cancelled)
      expect(await whenCancelled(loop)).toBeInstanceOf(Cancelled)
      expect(receive.receiveNowait()).toBe(1)
      send.close()
      expect(await whenCancelled(() => receive.receive())).toBeInstanceOf(Cancelled)
      expect(await whenCancelled(loop)).toBeInstanceOf(Cancelled)
      receive.close()
      expect(await whenCancelled(() => receive.receive())).toBeInstanceOf(Cancelled)
      await expect(receive.receive()).rejects.toBeInstanceOf(ClosedResourceError)
      await expect(loop()).rejects.toBeInstanceOf(ClosedResourceError)
    }))

  test('L11 are checkpoints: from the buffer, from a blocked sender, and blocked', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(1)
        await send.send(1)
        expect(await assertCheckpoints(() => receive.receive())).toBe(1)
        await send.send(2)
        nursery.startSoon(() => send.send(3))
        await sleep(1)
        const iterator = receive[Symbol.asyncIterator]()
        expect(await assertCheckpoints(() => iterator.next())).toEqual({ done: false, value: 2 })
        expect(await receive.receive()).toBe(3)
        nursery.startSoon(async () => {
          await sleep(1)
          send.sendNowait(4)
          await sleep(1)
          send.sendNowait(5)
        })
        expect(await assertCheckpoints(() => iterator.next())).toEqual({ done: false, value: 4 })
        expect(await assertCheckpoints(() => receive.receive())).toBe(5)
      }),
    ))

  test('L9 an item handed over in the turn of a cancellation is kept', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(1)
        const receiving = nursery.startSoon(() => receive.receive())
        await sleep(1)
        send.sendNowait(1)
        receiving.cancel()
        expect(await receiving.join()).toBe(1)
      }),
    ))

  test('L10 a cancelled receiver leaves no trace: the item goes to the one behind it', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(0)
        const first = nursery.startSoon(() => receive.receive())
        const second = nursery.startSoon(() => receive.receive())
        await sleep(1)
        first.cancel()
        send.sendNowait(1)
        expect(await second.join()).toBe(1)
        expect(await rejection(first.join())).toBeInstanceOf(Cancelled)
      }),
    ))

  test('each item goes to one of several receivers, in the order in which they came', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(0)
        const receivers = [1, 2, 3].map(() => nursery.startSoon(() => receive.receive()))
        await sleep(1)
        for (const item of [10, 20, 30]) await send.send(item)
        expect(await Promise.all(receivers.map((task) => task.join()))).toEqual([10, 20, 30])
      }),
    ))

  test('a loop ends at the end of the channel, blocked or not, and passes on other errors', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(2)
        const items: number[] = []
        const looping = nursery.startSoon(async () => {
          for await (const item of receive) items.push(item)
        })
        send.sendNowait(1)
        await sleep(1)
        send.close()
        await looping.join()
        for await (const item of receive) items.push(item)
        expect(items).toEqual([1])
        const [, other] = openMemoryChannel<number>(0)
        const closed = nursery.startSoon(() => rejection(other[Symbol.asyncIterator]().next()))
        await sleep(1)
        other.close()
        expect(await closed.join()).toBeInstanceOf(ClosedResourceError)
      }),
    ))

  test('leaving a loop leaves the channel open', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(2)
      send.sendNowait(1)
      send.sendNowait(2)
      for await (const item of receive) {
        expect(item).toBe(1)
        break
      }
      expect(await receive.receive()).toBe(2)
    }))

  test('under a time limit that has passed nothing is taken', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(0)
      expect((await moveOnAfter(5, () => receive.receive())).cancelled).toBe(true)
      expect(() => send.sendNowait(1)).toThrow(WouldBlock)
    }))
})

describe('close()', () => {
  test('is idempotent, and wakes those blocked on this handle alone with ClosedResourceError', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(0)
        const otherSend = send.clone()
        const here = nursery.startSoon(() => rejection(send.send(1)))
        nursery.startSoon(() => otherSend.send(2))
        await sleep(1)
        send.close()
        send.close()
        expect(await here.join()).toBeInstanceOf(ClosedResourceError)
        expect(await receive.receive()).toBe(2)

        const otherReceive = receive.clone()
        const receiving = nursery.startSoon(() => rejection(receive.receive()))
        const going = nursery.startSoon(() => otherReceive.receive())
        await sleep(1)
        receive.close()
        receive.close()
        expect(await receiving.join()).toBeInstanceOf(ClosedResourceError)
        await otherSend.send(3)
        expect(await going.join()).toBe(3)
      }),
    ))

  test('of the last sender gives blocked receivers the end', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(0)
        const clone = send.clone()
        const receivers = [1, 2].map(() => nursery.startSoon(() => rejection(receive.receive())))
        await sleep(1)
        send.close()
        await sleep(1)
        expect(receivers.map((task) => task.status)).toEqual(['running', 'running'])
        clone.close()
        for (const task of receivers) expect(await task.join()).toBeInstanceOf(EndOfChannel)
      }),
    ))

  test('of the last receiver breaks blocked senders, and drops the buffer', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(1)
        send.sendNowait(1)
        const clone = receive.clone()
        const sending = nursery.startSoon(() => rejection(send.send(2)))
        await sleep(1)
        receive.close()
        await sleep(1)
        expect(sending.status).toBe('running')
        clone.close()
        expect(await sending.join()).toBeInstanceOf(BrokenResourceError)
        expect(send.statistics()).toMatchObject({ currentBufferUsed: 0, tasksWaitingSend: 0, openReceiveChannels: 0 })
      }),
    ))

  test('`using` closes', () => {
    const [send, receive] = openMemoryChannel<number>(1)
    {
      using one = send
      using other = receive
      expect([one.statistics().openSendChannels, other.statistics().openReceiveChannels]).toEqual([1, 1])
    }
    expect(send.statistics()).toMatchObject({ openSendChannels: 0, openReceiveChannels: 0 })
  })
})

test('clone() of a closed handle is ClosedResourceError; a clone of an open one lives on its own', () => {
  const [send, receive] = openMemoryChannel<number>(1)
  const [otherSend, otherReceive] = [send.clone(), receive.clone()]
  send.close()
  receive.close()
  expect(() => send.clone()).toThrow(ClosedResourceError)
  expect(() => receive.clone()).toThrow(ClosedResourceError)
  otherSend.sendNowait(1)
  expect(otherReceive.receiveNowait()).toBe(1)
})

test('order: first in, first out, through the buffer and the blocked senders, far beyond a ring’s length', () =>
  virtual(async () => {
    for (const capacity of [0, 1, 7, 64, Infinity]) {
      const [send, receive] = openMemoryChannel<number>(capacity)
      const items: number[] = []
      await openNursery((nursery) => {
        nursery.startSoon(async () => {
          using _ = send
          for (let item = 0; item < 5_000; item++) await send.send(item)
        })
        nursery.startSoon(async () => {
          for await (const item of receive) items.push(item)
        })
      })
      expect(items).toEqual(Array.from({ length: 5_000 }, (_, item) => item))
    }
  }))

test('a buffer that grows while its beginning lies anywhere keeps its order', () => {
  for (let offset = 0; offset < 16; offset++) {
    const [send, receive] = openMemoryChannel<number>(Infinity)
    const received: number[] = []
    for (let item = 0; item < 16; item++) send.sendNowait(item)
    for (let item = 0; item < offset; item++) received.push(receive.receiveNowait())
    for (let item = 16; item < 50; item++) send.sendNowait(item)
    while (received.length < 50) received.push(receive.receiveNowait())
    expect(received).toEqual(Array.from({ length: 50 }, (_, item) => item))
  }
})

test('a full buffer of any size is given back in order, and may be used again', () => {
  const [send, receive] = openMemoryChannel<number>(Infinity)
  for (let round = 0; round < 3; round++) {
    for (let item = 0; item < 3_000; item++) send.sendNowait(item)
    for (let item = 0; item < 3_000; item++) expect(receive.receiveNowait()).toBe(item)
  }
  expect(send.statistics()).toMatchObject({ currentBufferUsed: 0, peakBufferUsed: 3_000 })
})

describe('after a rendezvous the receiver goes on before send resolves', () => {
  const receivers = {
    'receive()': async (receive: { receive(): Promise<number> }, log: string[]) => {
      for (let turn = 0; turn < 3; turn++) log.push(`received ${await receive.receive()}`)
    },
    'for await': async (receive: AsyncIterable<number>, log: string[]) => {
      for await (const item of receive) log.push(`received ${item}`)
    },
  } as const
  const cases = (['receive()', 'for await'] as const).flatMap((kind) =>
    [true, false].map((receiverFirst) => ({ kind, receiverFirst })),
  )

  async function record(kind: keyof typeof receivers, receiverFirst: boolean, seed?: number): Promise<string[]> {
    const log: string[] = []
    const [send, receive] = openMemoryChannel<number>(0)
    const tasks = [
      () => receivers[kind](receive, log),
      async () => {
        using _ = send
        for (let item = 0; item < 3; item++) {
          await send.send(item)
          log.push(`sent ${item}`)
        }
      },
    ]
    const main = () =>
      openNursery((nursery) => {
        for (const task of receiverFirst ? tasks : tasks.toReversed()) nursery.startSoon(task)
      })
    await run(main, seed === undefined ? {} : { seed })
    return log
  }

  const expected = [0, 1, 2].flatMap((item) => [`received ${item}`, `sent ${item}`])

  test.for(cases)('$kind, receiver first: $receiverFirst, 1,000 times', async ({ kind, receiverFirst }) => {
    for (let turn = 0; turn < 1_000; turn++) expect(await record(kind, receiverFirst)).toEqual(expected)
  })

  test.for(cases)('$kind, receiver first: $receiverFirst, under 1,000 seeds', { timeout: 60_000 }, async (one) => {
    for (let seed = 0; seed < 1_000; seed++) {
      expect(await record(one.kind, one.receiverFirst, seed), `seed ${seed}`).toEqual(expected)
    }
  })

  test('also when it is woken by sendNowait or takes with receiveNowait', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [send, receive] = openMemoryChannel<number>(0)
        const sending = nursery.startSoon(() => send.send(1))
        await checkpoint()
        await checkpoint()
        expect(receive.receiveNowait()).toBe(1)
        await sending.join()
      }),
    ))
})
