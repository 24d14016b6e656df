import { expect, test } from 'vitest'
import { CONTROL, runRounds } from '../src/run-rounds.ts'
import type { Sample } from '../src/sample.ts'
import type { Scenario } from '../src/scenario.ts'
import type { SampleRequest } from '../src/take-sample.ts'

const scenario: Scenario = {
  id: 'any',
  title: 'Any',
  count: 1,
  unit: 'one',
  measure: 'time',
  baseline: 'base',
  targets: [],
  contenders: Object.fromEntries(
    ['base', 'one', 'two', 'three'].map((name) => [name, () => Promise.reject(new Error('not run here'))]),
  ),
}

function rounds(options: {
  rounds: number
  seed: number
  scenarios?: readonly Scenario[]
  take?: (request: SampleRequest) => Promise<Sample>
}) {
  const take = options.take ?? ((request) => Promise.resolve({ ...request, value: 1, cpu: 1, runs: 1, took: 1 }))
  return runRounds({ scenarios: [scenario], limit: 1_000, ...options, take })
}

test('every round takes one sample of everything and the baseline twice, in an order of its own', async () => {
  const samples = await rounds({ rounds: 5, seed: 1 })
  const orders = [1, 2, 3, 4, 5].map((round) =>
    samples.filter((sample) => sample.round === round).map((sample) => sample.contender),
  )
  for (const order of orders) expect(order.toSorted()).toEqual(['base', CONTROL, 'one', 'three', 'two'])
  expect(new Set(orders.map(String)).size).toBeGreaterThan(1)
})

test('the same seed gives the same order, another seed another', async () => {
  const order = async (seed: number): Promise<string> =>
    String((await rounds({ rounds: 3, seed })).map((sample) => sample.contender))
  expect(await order(1)).toBe(await order(1))
  expect(await order(1)).not.toBe(await order(2))
})

test('a scenario with a factor goes on after the others', async () => {
  const longer = { ...scenario, id: 'longer', roundsFactor: 3 }
  const samples = await rounds({ rounds: 2, seed: 1, scenarios: [scenario, longer] })
  const roundsOf = (id: string): number[] => [
    ...new Set(samples.filter((sample) => sample.scenario === id).map((sample) => sample.round)),
  ]
  expect(roundsOf('any')).toEqual([1, 2])
  expect(roundsOf('longer')).toEqual([1, 2, 3, 4, 5, 6])
})

test('whoever failed is not asked again, and the slow give three samples', async () => {
  const samples = await rounds({
    rounds: 5,
    seed: 1,
    take: ({ scenario: id, contender, round }) => {
      const taken = { scenario: id, contender, round }
      if (contender === 'one') return Promise.resolve({ ...taken, problem: 'over 1 s', took: 1_000 })
      return Promise.resolve({ ...taken, value: 1, cpu: 1, runs: 1, took: contender === 'two' ? 6_000 : 1 })
    },
  })
  const taken = (name: string): number => samples.filter((sample) => sample.contender === name).length
  expect([taken('one'), taken('two'), taken('three'), taken('base')]).toEqual([1, 3, 5, 5])
})
