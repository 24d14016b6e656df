import { seededRandom, shuffled } from './random.ts'
import type { Sample } from './sample.ts'
import type { Scenario } from './scenario.ts'
import { takeSample } from './take-sample.ts'

/** The baseline measured a second time: what differs between the two is noise. */
export const CONTROL = 'baseline again (A/A)'

export interface RoundsOptions {
  readonly scenarios: readonly Scenario[]
  readonly rounds: number
  readonly seed: number
  /** How long one sample may take, in ms. */
  readonly limit: number
  readonly onSample?: (sample: Sample) => void
  readonly take?: typeof takeSample
}

/** Whoever needs longer than this for a sample, in ms, gives so many and no more: the ratio is plain by then. */
const SLOW = { over: 5_000, samples: 3 }

/**
 * Every round takes one sample of everything: the scenarios in random order, and within each the contenders in random
 * order, one process at a time. A scenario with a `roundsFactor` goes on after the others. Whoever ran into the limit
 * isn't asked again in later rounds, and the slow not after the third.
 */
export async function runRounds(options: RoundsOptions): Promise<Sample[]> {
  const { scenarios, rounds, seed, limit, onSample, take = takeSample } = options
  const random = seededRandom(seed)
  const samples: Sample[] = []
  const excused = new Set<string>()
  const roundsOf = ({ roundsFactor = 1 }: Scenario): number => rounds * roundsFactor
  const last = Math.max(...scenarios.map(roundsOf))
  for (let round = 1; round <= last; round += 1) {
    const open = scenarios.filter((scenario) => round <= roundsOf(scenario))
    for (const scenario of shuffled(open, random)) {
      for (const contender of shuffled([...Object.keys(scenario.contenders), CONTROL], random)) {
        const key = `${scenario.id} ${contender}`
        if (excused.has(key)) continue
        const measured = contender === CONTROL ? scenario.baseline : contender
        const sample = {
          ...(await take({ scenario: scenario.id, contender: measured, round, limit })),
          contender,
        }
        const slow = sample.took > SLOW.over && round >= SLOW.samples
        if (slow || sample.problem !== undefined) excused.add(key)
        samples.push(sample)
        onSample?.(sample)
      }
    }
  }
  return samples
}
