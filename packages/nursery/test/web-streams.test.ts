import { describe, expect, test } from 'vitest'
import {
  BrokenResourceError,
  Cancelled,
  CancelScope,
  ClosedResourceError,
  EndOfChannel,
  fromReadableStream,
  moveOnAfter,
  openMemoryChannel,
  openNursery,
  run,
  sleep,
  sleepForever,
  toReadableStream,
  toWritableStream,
} from '../src/index.ts'
import { rejection, virtual } from './support/virtual.ts'

/** A web stream of numbers that notes how it is cancelled. After the last one it never ends, and calls `dry`. */
function numbers(last: number, log: unknown[], dry = () => {}): ReadableStream<number> {
  let next = 1
  return new ReadableStream<number>(
    {
      pull(controller) {
        if (next <= last) controller.enqueue(next++)
        else setImmediate(dry)
      },
      cancel: (reason) => void log.push(['cancelled', reason]),
    },
    { highWaterMark: 0 },
  )
}

describe('toReadableStream', () => {
  test('gives what is sent, then the end', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(0)
      const chunks: number[] = []
      await openNursery(async (nursery) => {
        nursery.startSoon(async () => {
          using _ = send
          for (const n of [1, 2, 3]) await send.send(n)
        })
        for await (const chunk of toReadableStream(receive)) chunks.push(chunk)
      })
      expect(chunks).toEqual([1, 2, 3])
    }))

  test('takes nothing before it is asked', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(1)
      const stream = toReadableStream(receive)
      send.sendNowait(1)
      await sleep(1)
      expect(send.statistics().currentBufferUsed).toBe(1)
      expect(await stream.getReader().read()).toEqual({ done: false, value: 1 })
    }))

  test('fails with the Cancelled of the scope in which it was made', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(0)
      let reading: Promise<unknown> = Promise.resolve()
      const outcome = await moveOnAfter(5, async () => {
        reading = rejection(toReadableStream(receive).getReader().read())
        await sleep(10)
      })
      expect([outcome.cancelled, await reading]).toEqual([true, expect.any(Cancelled)])
      expect(send.statistics().openReceiveChannels).toBe(0)
    }))

  test('belongs to the scope in which it was made, whoever reads it', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const [, receive] = openMemoryChannel<number>(0)
        const scope = new CancelScope()
        const [give, take] = openMemoryChannel<ReadableStream<number>>(1)
        nursery.startSoon(() =>
          scope.run(async () => {
            give.sendNowait(toReadableStream(receive))
            await sleepForever()
          }),
        )
        const reader = (await take.receive()).getReader()
        const reading = nursery.startSoon(() => rejection(reader.read()))
        // Not by the clock: a task that waits for a stream isn't blocked in this package, so the clock stands.
        while (receive.statistics().tasksWaitingReceive === 0) await sleep(0)
        scope.cancel()
        expect(await reading.join()).toBeInstanceOf(Cancelled)
      }),
    ))

  test('cancelling it closes the channel’s end', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(1)
      await toReadableStream(receive).cancel()
      await expect(send.send(1)).rejects.toBeInstanceOf(BrokenResourceError)
    }))
})

describe('fromReadableStream', () => {
  test('gives the chunks until the end, and lets go of the stream', () =>
    virtual(async () => {
      const stream = ReadableStream.from([1, 2, 3])
      const chunks: number[] = []
      for await (const chunk of fromReadableStream<number>(stream)) chunks.push(chunk)
      expect([chunks, stream.locked]).toEqual([[1, 2, 3], false])
    }))

  test('leaving the loop cancels the stream', () =>
    virtual(async () => {
      const log: unknown[] = []
      const stream = numbers(3, log)
      for await (const chunk of fromReadableStream(stream)) if (chunk === 2) break
      expect([log, stream.locked]).toEqual([[['cancelled', undefined]], false])
    }))

  test('being cancelled while it waits cancels the stream, and is no end of it', () =>
    run(async () => {
      const log: unknown[] = []
      const scope = new CancelScope()
      const stream = numbers(1, log, () => scope.cancel())
      const chunks: number[] = []
      const outcome = await scope.run(async () => {
        for await (const chunk of fromReadableStream(stream)) chunks.push(chunk)
        chunks.push(-1)
      })
      expect([outcome.cancelled, chunks, stream.locked]).toEqual([true, [1], false])
      expect(log).toEqual([['cancelled', expect.any(Cancelled)]])
    }))

  test('however it is left, the source has cleaned up first', () =>
    run(async () => {
      for (const first of [0, 1]) {
        let isCleanedUp = false
        const scope = new CancelScope()
        const stream = new ReadableStream<number>(
          {
            pull: (controller) => (first ? controller.enqueue(1) : scope.cancel()),
            async cancel() {
              await new Promise(setImmediate)
              isCleanedUp = true
            },
          },
          { highWaterMark: 0 },
        )
        const outcome = await scope.run(async () => {
          for await (const _ of fromReadableStream(stream)) break
        })
        expect([outcome.cancelled, isCleanedUp]).toEqual([first === 0, true])
      }
    }))

  test('a stream that fails, fails the loop', () =>
    virtual(async () => {
      const boom = new Error('boom')
      const stream = new ReadableStream<number>({
        start: (controller) => controller.error(boom),
      })
      expect(await rejection(fromReadableStream(stream).next())).toBe(boom)
      const cancelFails = new ReadableStream<number>({
        cancel: () => Promise.reject(boom),
      })
      const outcome = await errorOfCancelledLoop(cancelFails)
      expect(outcome).toBeInstanceOf(Cancelled)
    }))
})

/** What a loop over a stream throws that is cancelled, and fails at that. */
async function errorOfCancelledLoop(stream: ReadableStream<number>): Promise<unknown> {
  let error: unknown
  await openNursery(async (nursery) => {
    const reading = nursery.startSoon(() => fromReadableStream(stream).next())
    await sleep(0)
    await sleep(0)
    reading.cancel()
    error = await rejection(reading.join())
  })
  return error
}

describe('toWritableStream', () => {
  test('sends its chunks, with back-pressure, and closes the end', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(0)
      const chunks: number[] = []
      await openNursery(async (nursery) => {
        nursery.startSoon(() => ReadableStream.from([1, 2, 3]).pipeTo(toWritableStream(send)))
        for await (const chunk of receive) chunks.push(chunk)
      })
      expect(chunks).toEqual([1, 2, 3])
    }))

  test('aborted, it doesn’t wait for a receiver of the chunk under way', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(0)
      const writer = toWritableStream(send).getWriter()
      const writing = rejection(writer.write(1))
      const closed = rejection(writer.closed)
      while (receive.statistics().tasksWaitingSend === 0) await sleep(0)
      const reason = new Error('why')
      await writer.abort(reason)
      expect([await writing, await closed]).toEqual([expect.any(ClosedResourceError), reason])
      await expect(receive.receive()).rejects.toBeInstanceOf(EndOfChannel)
    }))

  test('fails with the Cancelled of the scope in which it was made, and closes the end', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(0)
      let writing: Promise<unknown> = Promise.resolve()
      await moveOnAfter(5, async () => {
        writing = rejection(toWritableStream(send).getWriter().write(1))
        await sleep(10)
      })
      expect(await writing).toBeInstanceOf(Cancelled)
      await expect(receive.receive()).rejects.toBeInstanceOf(EndOfChannel)
    }))

  test('aborting it closes the end; a channel nobody receives from fails it', () =>
    virtual(async () => {
      const [send, receive] = openMemoryChannel<number>(1)
      await toWritableStream(send).abort()
      expect(send.statistics().openSendChannels).toBe(0)
      receive.close()
      const [broken, gone] = openMemoryChannel<number>(1)
      gone.close()
      await expect(toWritableStream(broken).getWriter().write(1)).rejects.toBeInstanceOf(BrokenResourceError)
    }))
})
