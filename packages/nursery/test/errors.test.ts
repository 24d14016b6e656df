import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  BrokenResourceError,
  BusyResourceError,
  Cancelled,
  CancelScope,
  checkpoint,
  ClosedResourceError,
  DeadlockError,
  EndOfChannel,
  type ErrorHandler,
  handleErrors,
  isCancelled,
  NurseryError,
  openNursery,
  RunFinishedError,
  sleepForever,
  TooSlowError,
  WouldBlock,
} from '../src/index.ts'
import { rejection } from './support/virtual.ts'

const typeError = new TypeError('t')
const rangeError = new RangeError('r')
const plain = new Error('p')
const nested = new NurseryError([typeError, new NurseryError([rangeError, typeError])], 'Outer', { cause: plain })

/** What a cancelled scope throws at its checkpoints. */
async function cancellation(): Promise<unknown> {
  let thrown: unknown
  await new CancelScope().run(async (scope) => {
    scope.cancel()
    thrown = await rejection(checkpoint())
  })
  return thrown
}

describe('NurseryError', () => {
  test('NurseryError is an AggregateError whose message names what is in it', () => {
    const error = new NurseryError([typeError, 'text', undefined, plain])
    expect(error).toBeInstanceOf(AggregateError)
    expect(error.name).toBe('NurseryError')
    expect(error.message).toBe('Errors from a nursery (4): TypeError: t; text; undefined; …')
    expect(error.errors).toEqual([typeError, 'text', undefined, plain])
    expect(new NurseryError([typeError, 'text', plain]).message).toBe(
      'Errors from a nursery (3): TypeError: t; text; Error: p',
    )
  })

  test('NurseryError.leaves takes groups apart at any depth', () => {
    expect(nested.leaves()).toEqual([typeError, rangeError, typeError])
  })

  test('NurseryError.split keeps the shape, the message and the cause of both halves', () => {
    const [matched, rest] = nested.split(TypeError)
    expect(matched!.errors[0]).toBe(typeError)
    expect((matched!.errors[1] as NurseryError).errors).toEqual([typeError])
    expect(rest!.errors).toHaveLength(1)
    expect((rest!.errors[0] as NurseryError).errors).toEqual([rangeError])
    expect([matched!.cause, rest!.message]).toEqual([
      plain,
      'Outer (1): NurseryError: Errors from a nursery (1): RangeError: r',
    ])
  })

  test('NurseryError.split: an empty half is undefined', () => {
    expect(nested.split(Error)[1]).toBeUndefined()
    expect(nested.split(SyntaxError)[0]).toBeUndefined()
  })

  test('NurseryError.split asks a predicate once for each leaf', () => {
    let asked = 0
    const [first, others] = nested.split(() => asked++ === 0)
    expect(asked).toBe(3)
    expect(first!.leaves()).toEqual([typeError])
    expect(others!.leaves()).toEqual([rangeError, typeError])
  })

  test('NurseryError.split takes a class of what is thrown, be it no Error', () => {
    class Refused {
      readonly by = 'the server'
    }
    const refused = new Refused()
    const [matched, rest] = new NurseryError([typeError, refused]).split(Refused)
    expect([matched!.leaves(), rest!.leaves()]).toEqual([[refused], [typeError]])
  })

  test('NurseryError.filter takes a class or a predicate', () => {
    expect(nested.filter((error) => error === rangeError)!.leaves()).toEqual([rangeError])
    expect(nested.filter(RangeError)!.leaves()).toEqual([rangeError])
    expect(nested.filter(() => false)).toBeUndefined()
  })
})

describe('NurseryError and what else an error may hold', () => {
  test('NurseryError.split: no class but Cancelled takes a cancellation, a predicate may', async () => {
    const cancelled = await cancellation()
    const both = new NurseryError([cancelled, typeError, new AggregateError([cancelled])])
    expect(both.split(Error).map((group) => group?.errors.length)).toEqual([1, 2])
    expect(both.filter(Error)!.errors).toEqual([typeError])
    expect(both.filter(Cancelled)!.errors).toHaveLength(2)
    expect(both.filter(isCancelled)!.errors).toHaveLength(2)
    const mixed = new AggregateError([new SuppressedError(typeError, cancelled), rangeError], 'theirs')
    expect(new NurseryError([mixed]).filter(Error)!.errors).toMatchObject([
      { message: 'theirs', errors: [typeError, rangeError] },
    ])
    const theirs = new AggregateError([typeError])
    expect(new NurseryError([theirs]).filter(AggregateError)!.errors).toEqual([theirs])
  })

  test('NurseryError.split takes a SuppressedError apart where only one side of it is wanted', async () => {
    const pair = new SuppressedError(rangeError, typeError, 'both')
    const group = new NurseryError([pair])
    expect(group.split(TypeError).map((half) => half!.errors)).toEqual([[typeError], [rangeError]])
    expect(group.split(Error)[0]!.errors[0]).toBe(pair)
    expect(group.split(Error)[1]).toBeUndefined()
    expect(group.split(SyntaxError)[1]!.errors[0]).toBe(pair)
    const late = new NurseryError([new SuppressedError(await cancellation(), rangeError)])
    expect(late.filter(Error)!.errors).toEqual([rangeError])
    const deep = new NurseryError([new SuppressedError(nested, rangeError, 'deep')])
    const [kept] = deep.filter(RangeError)!.errors as [SuppressedError]
    expect([kept.message, (kept.error as NurseryError).leaves(), kept.suppressed]).toEqual([
      'deep',
      [rangeError],
      rangeError,
    ])
  })
})

describe('handleErrors', () => {
  test('handleErrors: a cancellation passes by those who handle every Error', async () => {
    let handled = 0
    const outcome = await new CancelScope().run((scope) =>
      handleErrors(
        openNursery((nursery) => {
          nursery.startSoon(() => sleepForever())
          nursery.startSoon(async () => {
            await using _ = {
              [Symbol.asyncDispose]: async () => {
                throw typeError
              },
            }
            await sleepForever()
          })
          nursery.startSoon(() => scope.cancel())
        }),
        [[Error, (group) => (handled += group.leaves().length)]],
      ),
    )
    expect([handled, outcome.cancelled]).toEqual([1, true])
  })

  test('handleErrors gives each handler the matching sub-group, each error to the first that matches', async () => {
    const seen: [string, unknown[]][] = []
    const value = await handleErrors(Promise.reject(nested), [
      [TypeError, (group) => seen.push(['type', group.leaves()])],
      [TypeError, () => seen.push(['again', []])],
      [(error) => error instanceof Error, async (group) => seen.push(['any', group.leaves()])],
      [Error, () => seen.push(['too late', []])],
    ])
    expect(value).toBeUndefined()
    expect(seen).toEqual([
      ['type', [typeError, typeError]],
      ['any', [rangeError]],
    ])
  })

  test('a group that was chosen by a class, or by a predicate that says of what type, has leaves of that type', async () => {
    class HttpError extends Error {
      readonly status = 503
    }
    const isRange = (error: unknown): error is RangeError => error instanceof RangeError
    const failed = new NurseryError([new HttpError('a'), new RangeError('b'), 'c'])
    const seen: unknown[] = []
    await handleErrors(Promise.reject(failed), [
      [HttpError, (group) => void seen.push(group.leaves().map(({ status }) => status))],
      [isRange, (group) => void seen.push(group.leaves().map(({ message }) => message))],
      [(error) => typeof error === 'string', (group) => void seen.push(...group.leaves())],
    ])
    expect(seen).toEqual([[503], ['b'], 'c'])
    expectTypeOf(failed.filter(HttpError)!.leaves()).toEqualTypeOf<HttpError[]>()
    expectTypeOf(failed.split(isRange)[0]!.leaves()).toEqualTypeOf<RangeError[]>()
    expectTypeOf(failed.leaves()).toEqualTypeOf<unknown[]>()
    const handlers: ErrorHandler[] = [[Error, () => {}]]
    expect(await handleErrors<string>(Promise.resolve('fine'), handlers)).toBe('fine')
  })

  test('handleErrors throws the rest again', async () => {
    const error = (await rejection(handleErrors(Promise.reject(nested), [[TypeError, () => {}]]))) as NurseryError
    expect(error.leaves()).toEqual([rangeError])
  })

  test('handleErrors leaves alone what nobody handles, and values', async () => {
    expect(await rejection(handleErrors(Promise.reject(plain), [[TypeError, () => {}]]))).toBe(plain)
    expect(await rejection(handleErrors(Promise.reject(nested), []))).toBe(nested)
    expect(await handleErrors(Promise.resolve(1), [])).toBe(1)
  })

  test('handleErrors takes an error in no group as a group of one', async () => {
    let seen: unknown
    await handleErrors(Promise.reject(typeError), [[TypeError, (group) => void (seen = group.leaves())]])
    expect(seen).toEqual([typeError])
  })

  test('handleErrors: what handlers throw joins the rest', async () => {
    const late = new Error('handler')
    const fail = () => {
      throw late
    }
    const both = (await rejection(handleErrors(Promise.reject(nested), [[TypeError, fail]]))) as NurseryError
    expect(both.leaves()).toEqual([late, rangeError])
    const one = (await rejection(handleErrors(Promise.reject(nested), [[Error, fail]]))) as NurseryError
    expect(one.leaves()).toEqual([late])
  })

  test('handleErrors around a nursery', async () => {
    let handled = 0
    await handleErrors(
      openNursery((nursery) => {
        for (const error of [typeError, rangeError, typeError]) {
          nursery.startSoon(() => {
            throw error
          })
        }
      }),
      [
        [TypeError, (group) => (handled += group.errors.length)],
        [RangeError, (group) => (handled += group.errors.length)],
      ],
    )
    expect(handled).toBe(3)
  })
})

describe('error classes', () => {
  test.for([
    [new WouldBlock(), 'WouldBlock'],
    [new BusyResourceError(), 'BusyResourceError'],
    [new ClosedResourceError(), 'ClosedResourceError'],
    [new BrokenResourceError(), 'BrokenResourceError'],
    [new EndOfChannel(), 'EndOfChannel'],
    [new TooSlowError('scope', 5), 'TooSlowError'],
    [new DeadlockError('tree'), 'DeadlockError'],
    [new RunFinishedError(), 'RunFinishedError'],
  ] as const)('%s says its name and a sentence', ([error, name]) => {
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe(name)
    expect(error.message.length).toBeGreaterThan(10)
  })

  test('resource errors carry their cause', () => {
    expect(new BrokenResourceError('gone', { cause: plain }).cause).toBe(plain)
  })
})
