import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import {
  BrokenResourceError,
  Cancelled,
  CancelScope,
  checkpoint,
  openMemoryChannel,
  openNursery,
  run,
} from '../../src/index.ts'
import { fromReadable, toReadable } from '../../src/node.ts'

test('a Node stream is read to its end, and one that fails throws', async () => {
  await run(async () => {
    expect(await Array.fromAsync(fromReadable<string>(Readable.from(['a', 'b'])))).toEqual(['a', 'b'])
    const failing = new Readable({ read() {} })
    failing.push('a')
    const seen: string[] = []
    const reading = (async () => {
      for await (const chunk of fromReadable(failing)) {
        seen.push(String(chunk))
        failing.destroy(new Error('broken'))
      }
    })()
    await expect(reading).rejects.toThrow('broken')
    expect(seen).toEqual(['a'])
  })
})

test('a stream that is destroyed before its end is broken, not over', async () => {
  const silent = new Readable({ read() {} })
  const reading = run(() => Array.fromAsync(fromReadable(silent)))
  silent.destroy()
  await expect(reading).rejects.toBeInstanceOf(BrokenResourceError)
  await expect(run(() => Array.fromAsync(fromReadable(silent)))).rejects.toBeInstanceOf(BrokenResourceError)
})

test('cancelled while it waits, it destroys the stream', async () => {
  const silent = new Readable({ read() {} })
  await run(() =>
    openNursery(async (nursery) => {
      const reading = nursery.startSoon(() => Array.fromAsync(fromReadable(silent)))
      await checkpoint()
      await checkpoint()
      reading.cancel()
      await expect(reading.join()).rejects.toBeInstanceOf(Cancelled)
    }),
  )
  expect(silent.destroyed).toBe(true)
})

test('a channel becomes a Node stream', async () => {
  await run(() =>
    openNursery(async (nursery) => {
      const [send, receive] = openMemoryChannel<string>(0)
      nursery.startSoon(async () => {
        using _ = send
        for (const word of ['one', 'two']) await send.send(word)
      })
      expect(await Array.fromAsync(fromReadable(toReadable(receive)))).toEqual(['one', 'two'])
    }),
  )
})

test('toReadable: destroyed, it takes no item more and closes the channel’s end, or ends its source', async () => {
  await run(async () => {
    const [send, receive] = openMemoryChannel<string>(2)
    for (const word of ['a', 'b']) send.sendNowait(word)
    const other = receive.clone()
    for await (const _ of toReadable(receive)) break
    expect(send.statistics()).toMatchObject({ currentBufferUsed: 1, openReceiveChannels: 1 })
    expect(await other.receive()).toBe('b')

    let hasEnded = false
    async function* source() {
      try {
        yield 1
        yield 2
      } finally {
        hasEnded = true
      }
    }
    for await (const _ of toReadable(source())) break
    expect(hasEnded).toBe(true)
    expect(await Array.fromAsync(toReadable(source()))).toEqual([1, 2])
  })
})

test('toReadable belongs to the scope in which it was made, and passes on what its source throws', async () => {
  await run(async () => {
    const [, receive] = openMemoryChannel<string>(0)
    let reading: Promise<unknown> = Promise.resolve()
    await new CancelScope().run(async (scope) => {
      reading = Array.fromAsync(toReadable(receive)).catch((error: unknown) => error)
      await checkpoint()
      scope.cancel()
    })
    expect(await reading).toBeInstanceOf(Cancelled)
    const boom = new Error('boom')
    const failing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(boom) }) }
    await expect(Array.fromAsync(toReadable(failing))).rejects.toBe(boom)
  })
})
