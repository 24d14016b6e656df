import { expect, test } from 'vitest'
import {
  all,
  any,
  CancelScope,
  Condition,
  failAfter,
  failAt,
  handleErrors,
  map,
  moveOnAfter,
  openNursery,
  race,
  run,
  sleep,
  sleepUntil,
} from '../src/index.ts'

const begun = () => Promise.reject(new Error('its own failure, heard by nobody'))

test('a promise given for a function is refused with the right call, and its own failure ends no process', async () => {
  await expect(run(begun() as never)).rejects.toThrow('run(main), not run(main())')
  await run(async () => {
    await expect(openNursery(begun() as never)).rejects.toThrow('openNursery takes a function')
    await expect(new CancelScope().run(begun() as never)).rejects.toThrow('A scope or a time limit takes the function')
    await openNursery(async (nursery) => {
      expect(() => nursery.startSoon(begun() as never)).toThrow(
        'startSoon(work, argument), not startSoon(work(argument))',
      )
    })
  })
})

test('a generator function runs nothing by itself, and is refused wherever a function is taken', async () => {
  function* generator(): Generator<number> {
    yield 1
  }
  const given = generator as () => never
  const saying = 'is a generator function'
  await expect(run(given)).rejects.toThrow(saying)
  await run(async () => {
    await expect(new CancelScope().run(given)).rejects.toThrow(saying)
    await expect(moveOnAfter(5, given)).rejects.toThrow(saying)
    // One after the other: what rejects while another is awaited has nobody who hears it.
    const takers = [() => openNursery(given), () => all([given]), () => race([given]), () => any([given])]
    for (const take of [...takers, () => map([1], given)]) {
      await expect(take()).rejects.toMatchObject({ errors: [{ message: expect.stringContaining(saying) }] })
    }
  })
})

test('what is no number is no time, whatever it could be made into', async () => {
  for (const time of ['200', null, undefined, Number.NaN] as never[]) {
    await expect(sleep(time)).rejects.toThrow(RangeError)
    await expect(sleepUntil(time)).rejects.toThrow(RangeError)
    await expect(failAt(time ?? Number.NaN, () => {})).rejects.toThrow(RangeError)
  }
})

test('a seed is a whole number, for of 0.1 and 0.9 one would be the other', async () => {
  for (const seed of [0.5, Number.NaN, '1' as never]) await expect(run(() => {}, { seed })).rejects.toThrow(RangeError)
})

test('handleErrors takes a promise, Condition.notify a whole number', async () => {
  await expect(handleErrors((() => {}) as never, [])).rejects.toThrow('handleErrors takes the promise')
  await run(async () => {
    const condition = new Condition()
    using _ = await condition.acquire()
    for (const n of [Number.NaN, 0.5, -1]) expect(() => condition.notify(n)).toThrow(RangeError)
  })
})

test('functions given one by one are refused with the right call', async () => {
  const call = (caller: string) => `${caller} takes a list of functions: ${caller}([() => one(), () => two()]).`
  await run(async () => {
    await expect(all(begun as never)).rejects.toMatchObject({ errors: [{ message: call('all') }] })
    await expect(race(begun as never)).rejects.toThrow(call('race'))
    await expect(any(undefined as never)).rejects.toThrow(call('any'))
  })
})

test('handlers that are no list of pairs are refused before the block has ended, and no error of it is lost behind that', async () => {
  const saying = 'handleErrors takes a list of pairs'
  for (const handlers of [[Error, () => {}], [[Error]], undefined, () => {}] as never[]) {
    await expect(handleErrors(new Promise(() => {}), handlers)).rejects.toThrow(saying)
    await expect(handleErrors(begun(), handlers)).rejects.toThrow(saying)
  }
})

test('an option that is there and undefined is one that is not there', async () => {
  const none = { clock: undefined, instruments: undefined, name: undefined, seed: undefined, signal: undefined }
  const work = async () => {
    const limited = { name: undefined, limit: undefined }
    const shielded = { name: undefined, shield: undefined }
    const pages = await openNursery(() => map([1, 2], (page) => page, { limit: undefined }), limited)
    const outcome = await moveOnAfter(1_000, () => pages, shielded)
    const scope = new CancelScope({ ...shielded, deadline: undefined, timeout: undefined })
    return [outcome, await scope.run(() => failAfter(1_000, () => scope.name, shielded))]
  }
  expect(await run(work, none)).toEqual([
    { cancelled: false, value: [1, 2] },
    { cancelled: false, value: undefined },
  ])
})
