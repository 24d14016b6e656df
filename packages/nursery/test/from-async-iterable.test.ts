import { expect, test } from 'vitest'
import { Cancelled, CancelScope, fromAsyncIterable, openNursery, run, sleep } from '../src/index.ts'
import { rejection, virtual } from './support/virtual.ts'

/** A source of numbers that notes how it ends. After the last one it never answers, and calls `dry`. */
function source(last: number, log: string[], dry = () => {}): AsyncIterable<number> {
  let n = 0
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        if (n < last) return Promise.resolve({ done: false, value: ++n })
        setImmediate(dry)
        return new Promise(() => {})
      },
      return: () => {
        log.push('return')
        return Promise.resolve({ done: true, value: undefined })
      },
    }),
  }
}

test('fromAsyncIterable gives the items until the end', () =>
  virtual(async () => {
    async function* items() {
      yield 1
      yield 2
    }
    const got: number[] = []
    for await (const item of fromAsyncIterable(items())) got.push(item)
    expect(got).toEqual([1, 2])
  }))

test('fromAsyncIterable: leaving the loop ends the source', () =>
  virtual(async () => {
    const log: string[] = []
    for await (const item of fromAsyncIterable(source(2, log))) if (item === 2) break
    expect(log).toEqual(['return'])
    const endless = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false as const, value: 1 }) }) }
    for await (const item of fromAsyncIterable(endless)) if (item === 1) break
  }))

test('fromAsyncIterable: cancelled while it waits, it gives up and tells the source', () =>
  run(async () => {
    const log: string[] = []
    const outcome = await new CancelScope().run(async (scope) => {
      for await (const item of fromAsyncIterable(source(1, log, () => scope.cancel()))) log.push(`item ${item}`)
    })
    expect([outcome.cancelled, log]).toEqual([true, ['item 1', 'return']])
  }))

test('fromAsyncIterable: a source without return, or whose return fails, is given up just so', () =>
  virtual(async () => {
    const never = () => new Promise<IteratorResult<number>>(() => {})
    const bare = { [Symbol.asyncIterator]: () => ({ next: never }) }
    const ending = (how: () => unknown) =>
      ({ [Symbol.asyncIterator]: () => ({ next: never, return: how }) }) as AsyncIterable<number>
    const throwing = () => {
      throw new Error('no')
    }
    for (const items of [bare, ...[() => Promise.reject(new Error('no')), throwing, () => undefined].map(ending)]) {
      await openNursery(async (nursery) => {
        const reading = nursery.startSoon(() => fromAsyncIterable(items).next())
        await sleep(0)
        await sleep(0)
        reading.cancel()
        expect(await rejection(reading.join())).toBeInstanceOf(Cancelled)
      })
    }
  }))

test('fromAsyncIterable passes on the error of the source', () =>
  virtual(async () => {
    const boom = new Error('boom')
    const broken = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(boom) }) }
    expect(await rejection(fromAsyncIterable(broken).next())).toBe(boom)
  }))
