import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, CLAUSES, openBench } from '../src/index.ts'
import { ASKED, PEERS } from './peers/peers.ts'

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

describe.for(PEERS)('$variant.title', ({ variant, fails }) => {
  test.for(ASKED.map((clause) => [clause.id, fails[clause.id] ?? 'is kept', clause] as const))(
    '%s %s',
    { timeout: 60_000 },
    async ([id, , clause]) => {
      const isKept = fails[id] === undefined
      const { breach } = await (isKept ? patient : hasty).judge(clause, variant)
      if (isKept && breach) throw breach
      expect(breach !== undefined, `whether ${variant.title} fails at ${id}, as test/peers/peers.ts says`).toBe(!isKept)
    },
  )

  test('fails only at clauses that there are', () => {
    const ids = new Set(CLAUSES.map(({ id }) => id))
    expect(Object.keys(fails).filter((id) => !ids.has(id))).toEqual([])
  })
})
