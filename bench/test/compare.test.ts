import { expect, test } from 'vitest'
import { compare } from '../src/compare.ts'
import { judgeTarget } from '../src/judge-target.ts'
import { seededRandom } from '../src/random.ts'
import type { Sample } from '../src/sample.ts'

/** Samples of a machine whose speed differs from round to round by up to ten times. */
function samplesOf(factors: Readonly<Record<string, number>>, rounds = 15): Sample[] {
  const random = seededRandom(3)
  return Array.from({ length: rounds }, (_, round) => {
    const machine = 1 + random() * 9
    return Object.entries(factors).map(([contender, factor]) => ({
      scenario: 'any',
      contender,
      round,
      value: machine * factor * (0.99 + random() * 0.02),
      took: 1,
    }))
  }).flat()
}

test('ratios are taken inside a round, so what the machine does in another round changes nothing', () => {
  const [, slow] = compare(samplesOf({ base: 1, slow: 2 }), 'base')
  expect(slow?.ratio).toBeCloseTo(2, 1)
  expect(slow?.verdict).toBe('more')
})

test('the same work twice shows no difference, and neither does one within five per cent', () => {
  const comparisons = compare(samplesOf({ base: 1, again: 1, near: 1.03 }), 'base')
  expect(comparisons.map((one) => one.verdict)).toEqual(['baseline', 'no difference shown', 'no difference shown'])
})

test('of few samples only a difference of more than twice is claimed', () => {
  const samples = samplesOf({ base: 1, half: 1.7, far: 5 }, 3)
  expect(compare(samples, 'base').map((one) => one.verdict)).toEqual(['baseline', 'no difference shown', 'more'])
  expect(judgeTarget(samples, 'base', { contender: 'half', atMost: 3 })[0]?.fate).toBe('open')
})

test('what never arrived is not measured, with the reason', () => {
  const samples: Sample[] = [
    ...samplesOf({ base: 1 }),
    { scenario: 'any', contender: 'hung', round: 0, problem: 'over 60 s', took: 60_000 },
  ]
  expect(compare(samples, 'base').at(-1)).toEqual({
    contender: 'hung',
    measured: 0,
    lost: 1,
    reason: 'over 60 s',
    verdict: 'not measured',
  })
})

test('a target is met or missed only when the whole interval is on that side', () => {
  const samples = samplesOf({ base: 1, own: 1.5, peer: 3 })
  const judge = (atMost: number): string | undefined =>
    judgeTarget(samples, 'base', { contender: 'own', atMost })[0]?.fate
  expect([judge(2), judge(1.5), judge(1)]).toEqual(['met', 'open', 'missed'])
  expect(judgeTarget(samples, 'base', { contender: 'absent', atMost: 1 })[0]?.fate).toBe('not measured')
})

test('being ahead needs a shown difference; whoever ran out of time is behind', () => {
  const samples: Sample[] = [
    ...samplesOf({ base: 1, own: 1.5, peer: 3, same: 1.5, better: 1 }),
    { scenario: 'any', contender: 'hung', round: 0, problem: 'over 60 s', took: 60_000 },
    { scenario: 'any', contender: 'broken', round: 0, problem: 'Error: no', took: 1 },
  ]
  const aheadOf = ['peer', 'same', 'better', 'hung', 'broken']
  const fates = judgeTarget(samples, 'base', { contender: 'own', atMost: 3, aim: 2, aheadOf }).map((one) => one.fate)
  expect(fates).toEqual(['met', 'met', 'met', 'open', 'missed', 'met', 'not measured'])
})
