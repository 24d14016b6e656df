import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, CLAUSES, conform, openBench } from '../src/index.ts'
import { excusedOnlyBy, failing } from '../src/excuses.ts'
import { plant } from './planted/plant.ts'
import { CONTROL, PLANTS } from './planted/plants.ts'
import { DRAWS_ELSEWHERE, TWO_AT_MOST } from './planted/stand-ins.ts'

conform(CONTROL)

/** Clauses that take some time where nothing is wrong, or whose mistake takes it: in haste they would reject anything. */
const TIMED = new Set(['S11', 'F12', 'F13', 'F14', 'F19', 'F39', 'F40'])

describe('planted mistakes', () => {
  let patient: Bench
  let hasty: Bench
  beforeAll(async () => {
    patient = await openBench()
    hasty = await openBench({ patience: 1500 })
  })
  afterAll(async () => {
    await patient[Symbol.asyncDispose]()
    await hasty[Symbol.asyncDispose]()
  })

  for (const { variant, breaks, mistake } of PLANTS) {
    test(`${breaks} rejects ${variant.id}: ${mistake}`, { timeout: 60_000 }, async () => {
      const clause = CLAUSES.find(({ id }) => id === breaks)
      if (clause === undefined) throw new Error(`There is no clause ${breaks}.`)
      const bench = TIMED.has(breaks) ? patient : hasty
      expect((await bench.judge(clause, variant)).breach).toBeInstanceOf(Error)
    })
  }

  test('a right variant that has two at once at most is kept by what asks for more', { timeout: 60_000 }, async () => {
    const bounds = CLAUSES.filter(({ id }) => ['D5', 'D6', 'D7', 'D12', 'D14', 'D21', 'R10', 'F40'].includes(id))
    expect(await failing(bounds, (clause) => patient.judge(clause, TWO_AT_MOST))).toEqual([])
  })

  test('a right spinner that draws in another thread fails as S9 has it', { timeout: 60_000 }, async () => {
    const breaks = CLAUSES.filter(({ id }) => id === 'S9')
    expect(await failing(breaks, (clause) => patient.judge(clause, DRAWS_ELSEWHERE))).toEqual([])
  })

  // Else a mistake that is tried in haste would be rejected whatever it is.
  test('what is right is kept in little time too', { timeout: 180_000 }, async () => {
    await using brief = await openBench({ patience: 8000 })
    const untimed = CLAUSES.filter(({ id }) => !TIMED.has(id))
    expect(await failing(untimed, (clause) => brief.judge(clause, CONTROL))).toEqual([])
  })

  test('a lack that excuses nothing is found', { timeout: 60_000 }, async () => {
    const { variant } = plant('too-modest', '', 'Says that it cannot overlap, and can.', {
      traits: { lacks: { overlaps: 'Nobody asked it to.' } },
    })
    const clauses = excusedOnlyBy('overlaps', variant.traits)
    expect(clauses).not.toEqual([])
    expect(await failing(clauses, (clause) => patient.judge(clause, variant))).toEqual([])
  })

  test('no clause is without a mistake that it must find', () => {
    const named = new Set(PLANTS.map(({ breaks }) => breaks))
    expect(CLAUSES.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([])
    const ids = PLANTS.map(({ variant }) => variant.id)
    expect(ids, 'their names').toEqual([...new Set(ids)])
  })
})
