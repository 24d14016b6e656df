import { describe, expect, test } from 'vitest'
import { each, first } from '../src/children.ts'
import { call, complete, type Operation } from '../src/operation.ts'
import { drive } from '../src/runner.ts'

/** Something to wait for that ends when the test says so. */
function gate<Result = void>() {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  return { wait: () => promise, resolve, reject }
}

/** Long enough for every chain of promises that can go on to have gone on. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

const fault = new Error('no room')

function fail(): never {
  throw fault
}

function* guarded(operation: Operation<void>, cleanUp: () => Operation<unknown>): Operation<void> {
  try {
    yield* operation
  } finally {
    yield* cleanUp()
  }
}

describe('drive', () => {
  test('starts lazily: nothing runs inside the call', async () => {
    const log: string[] = []
    const routine = drive(
      (function* (): Operation<string> {
        log.push('begun')
        return yield* call(() => 'value')
      })(),
    )
    expect(log).toEqual([])
    expect(await routine.result).toBe('value')
  })

  test('cancelled before it has begun, it never begins', async () => {
    const log: string[] = []
    const routine = drive(
      (function* (): Operation<void> {
        log.push('begun')
        yield* call(() => {})
      })(),
    )
    routine.cancel('why')
    await expect(routine.result).rejects.toBe('why')
    await settle()
    expect(log).toEqual([])
  })

  test('a failed effect is thrown at its yield, and can be caught there', async () => {
    const broken = new Error('broken')
    function* program(): Operation<unknown> {
      try {
        return yield* call(() => Promise.reject(broken))
      } catch (error) {
        return error
      }
    }
    expect(await drive(program()).result).toBe(broken)
  })

  test('after a cancel nothing but finally blocks runs, from the inside out, each waited for', async () => {
    const log: string[] = []
    const cleanup = gate()
    const hanging = gate()
    function* inner(): Operation<void> {
      try {
        yield* call(hanging.wait)
        log.push('resurrected inside')
      } finally {
        log.push('inner finally')
        hanging.resolve()
        yield* complete(cleanup.wait)
      }
    }
    function* outer(): Operation<void> {
      try {
        yield* inner()
        log.push('resurrected outside')
      } catch {
        log.push('caught')
      } finally {
        log.push('outer finally')
      }
    }
    const routine = drive(outer())
    let settled = false
    const end = routine.result.catch((error: unknown) => {
      settled = true
      return error
    })
    await settle()
    routine.cancel('why')
    routine.cancel('again')
    await settle()
    expect(log).toEqual(['inner finally'])
    expect(settled).toBe(false)
    cleanup.resolve()
    expect(await end).toBe('why')
    expect(log).toEqual(['inner finally', 'outer finally'])
  })

  test('the result waits for the effect that was left behind', async () => {
    const left = gate()
    const routine = drive(call(left.wait))
    let settled = false
    const end = routine.result.catch(() => (settled = true))
    await settle()
    routine.cancel('why')
    await settle()
    expect(settled).toBe(false)
    left.reject(new Error('aborted'))
    await end
    expect(settled).toBe(true)
  })

  test('complete goes on through a cancel, which is served at the next call', async () => {
    const log: string[] = []
    const writing = gate()
    function* program(): Operation<void> {
      yield* complete(writing.wait)
      yield* complete(() => log.push('renamed'))
      yield* call(() => log.push('next'))
    }
    const routine = drive(program())
    await settle()
    routine.cancel('why')
    writing.resolve()
    await expect(routine.result).rejects.toBe('why')
    expect(log).toEqual(['renamed'])
  })

  test('a cancel with nothing left to interrupt lets the result win', async () => {
    const writing = gate()
    const routine = drive(complete(() => writing.wait().then(() => 'saved')))
    await settle()
    routine.cancel('why')
    writing.resolve()
    expect(await routine.result).toBe('saved')
  })

  test('a cancel from inside is served at the next call, before its effect begins', async () => {
    const log: string[] = []
    function* program(): Operation<void> {
      routine.cancel('myself')
      yield* call(() => log.push('begun'))
    }
    const routine = drive(program())
    await expect(routine.result).rejects.toBe('myself')
    expect(log).toEqual([])
  })

  test.each([
    ['throws', fail],
    ['waits for what fails', () => complete(() => Promise.reject(fault))],
  ])('a cleanup that %s goes before the cancel', async (_how, cleanUp) => {
    const hanging = gate()
    const routine = drive(guarded(call(hanging.wait), cleanUp))
    await settle()
    routine.cancel('why')
    hanging.resolve()
    await expect(routine.result).rejects.toBe(fault)
  })
})

describe('each', () => {
  test('never has more than limit items at work, takes them in order and ends with the last', async () => {
    const log: number[] = []
    let atWork = 0
    let peak = 0
    function* work(item: number): Operation<void> {
      peak = Math.max(peak, ++atWork)
      log.push(item)
      yield* call(settle)
      atWork--
    }
    await drive(each([1, 2, 3, 4, 5, 6, 7], 3, work)).result
    expect(log).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(peak).toBe(3)
  })

  test('ends at once without items', async () => {
    expect(await drive(each([], 3, () => call(() => {}))).result).toBeUndefined()
  })

  test('the first error stops the rest, and is thrown when they have cleaned up', async () => {
    const broken = new Error('broken')
    const hanging = gate()
    const log: string[] = []
    function* work(item: string): Operation<void> {
      log.push(item)
      try {
        yield* call(item === 'bad' ? () => Promise.reject(broken) : hanging.wait)
      } finally {
        log.push(`${item} over`)
        hanging.resolve()
      }
    }
    await expect(drive(each(['good', 'bad', 'never'], 2, work)).result).rejects.toBe(broken)
    expect(log).toEqual(['good', 'bad', 'bad over', 'good over'])
  })
})

describe('first', () => {
  test('returns what the first returns, after the others have cleaned up', async () => {
    const log: string[] = []
    const hanging = gate()
    function* loser(): Operation<void> {
      try {
        yield* call(hanging.wait)
        log.push('resurrected')
      } finally {
        log.push('cleaned up')
        hanging.resolve()
      }
    }
    expect(await drive(first([loser(), call(settle), loser()])).result).toBeUndefined()
    expect(log).toEqual(['cleaned up', 'cleaned up'])
  })

  test('a loser that fails to clean up is heard', async () => {
    const hanging = gate()
    const cleanUp = () => {
      hanging.resolve()
      return fail()
    }
    await expect(drive(first([guarded(call(hanging.wait), cleanUp), call(settle)])).result).rejects.toBe(fault)
  })
})
