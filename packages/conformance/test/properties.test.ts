import { DEFAULT_LIMITS } from '@interleave/contract'
import { startOriginThread, type Origin } from '@interleave/origin'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkOptions } from '../src/properties/check-options.ts'
import { drawAndTry } from '../src/properties/draw-and-try.ts'
import { runInOrder } from '../src/properties/run-plan.ts'
import { checkAgreement, PROPERTIES } from '../src/index.ts'
import { withSubject } from '../src/subject.ts'
import { TOLERANCE } from '../src/tolerance.ts'
import { CONTROL, PLANTS } from './planted/plants.ts'

const [ANY_PLAN = '', ANY_ORDER = '', ANY_CUT = ''] = PROPERTIES.map(({ title }) => title)

/** Which property must find which planted mistake. */
const FINDS = [
  [ANY_PLAN, 'limit-too-high'],
  [ANY_PLAN, 'swallowed-error'],
  [ANY_PLAN, 'error-never-reset'],
  [ANY_PLAN, 'partial-file'],
  [ANY_PLAN, 'completion-order'],
  [ANY_PLAN, 'double-request'],
  [ANY_ORDER, 'limit-too-low'],
  [ANY_ORDER, 'sequential-in-disguise'],
  [ANY_ORDER, 'batches'],
  [ANY_CUT, 'debris'],
  [ANY_CUT, 'settles-before-cleanup'],
  [ANY_CUT, 'tasks-untold'],
] as const

describe('drawn plans find planted mistakes', () => {
  let origin: Origin
  beforeAll(async () => {
    origin = await startOriginThread()
  })
  afterAll(() => origin.close())

  test.for(FINDS)('%s: %s', { timeout: 60_000 }, async ([title, id]) => {
    const property = PROPERTIES.find((one) => one.title === title)
    const plant = PLANTS.find(({ variant }) => variant.id === id)
    if (property === undefined || plant === undefined) throw new Error(`There is no ${id}.`)
    const options = { patience: 1500, runs: 60, seed: 1, time: 10_000 }
    await expect(property.check(plant.variant, origin, options)).rejects.toThrow(
      /seed: 1, path: [^]*Counterexample: [^]*Keep the plan/,
    )
  })

  test('an order that was printed comes again where it is kept', { timeout: 60_000 }, async () => {
    const codes = ['AD', 'AE', 'AF']
    const attempt = async (variant: typeof CONTROL, patience: number): Promise<unknown> => {
      const items = codes.map((code) => ({ code, meets: 'served', delay: 0, hangs: false }) as const)
      const plan = { items, concurrency: 2, scheduler: fc.schedulerFor([2, 1, 3]) }
      await withSubject(variant, origin, patience, async (subject) => void (await runInOrder(subject, plan)))
      const { requests } = await origin.report()
      return requests.toSorted((one, other) => Number(one.closedAt) - Number(other.closedAt)).map(({ code }) => code)
    }
    expect(await attempt(CONTROL, TOLERANCE.patience)).toEqual(['AE', 'AD', 'AF'])
    const inGroups = PLANTS.find(({ variant }) => variant.id === 'batches')?.variant ?? CONTROL
    await expect(attempt(inGroups, 1500)).rejects.toThrow(/for 2 open requests, but 1 are open/)
  })

  test(
    'an answer that is held meets no limit, however long the others take to come about',
    { timeout: 60_000 },
    async () => {
      const limits = new Set<number>()
      const watched: typeof CONTROL = {
        ...CONTROL,
        downloader(options, ports) {
          const { headers, body, total } = options.limits ?? DEFAULT_LIMITS
          for (const limit of [headers, body, total]) limits.add(limit)
          return CONTROL.downloader(options, ports)
        },
      }
      const property = PROPERTIES.find(({ title }) => title === ANY_ORDER)
      await property?.check(watched, origin, { patience: TOLERANCE.patience, runs: 3, seed: 1, time: 10_000 })
      expect(Math.min(...limits)).toBeGreaterThan(TOLERANCE.patience)
    },
  )

  test('variants that do not agree are told apart', { timeout: 60_000 }, async () => {
    const liar = PLANTS.find(({ variant }) => variant.id === 'swallowed-error')?.variant ?? CONTROL
    const options = { patience: 1500, runs: 30, seed: 1, time: 10_000 }
    await checkAgreement([CONTROL, CONTROL], origin, { ...options, patience: TOLERANCE.patience, runs: 3 })
    await expect(checkAgreement([CONTROL, liar], origin, options)).rejects.toThrow(/seed: 1, path: /)
  })
})

test('when the time is over, the plan that is under way is waited for', async () => {
  let open = 0
  const attempt = async () => {
    open++
    await new Promise((resolve) => setTimeout(resolve, 60))
    open--
  }
  const options = { patience: 1, runs: 1000, seed: 1, time: 20 }
  await drawAndTry({ plans: fc.constant('a plan'), kept: [], attempt }, options)
  expect(open).toBe(0)
  const fails = async () => {
    await attempt()
    throw new Error('too late')
  }
  await expect(drawAndTry({ plans: fc.constant('a plan'), kept: [], attempt: fails }, options)).rejects.toThrow(
    'too late',
  )
})

test('FC_RUNS and FC_SEED say how many and from where; without them few, from anywhere', () => {
  expect(checkOptions({ FC_RUNS: '500', FC_SEED: '7' })).toMatchObject({ runs: 500, seed: 7 })
  expect(checkOptions({ FC_RUNS: '500' }).time).toBeGreaterThan(checkOptions({}).time)
  expect(checkOptions({ FC_SEED: '' }).seed).toSatisfy(Number.isSafeInteger)
  expect(() => checkOptions({ FC_SEED: 'x' })).toThrow('FC_SEED must be a whole number; it is "x".')
})
