import { type Interval, median, medianInterval } from './statistics.ts'
import type { Sample } from './sample.ts'

/** How a contender stands to the baseline. */
export interface Comparison {
  readonly contender: string
  /** Median of the samples: ms for a run, or bytes for one of the held. Absent when none arrived in time. */
  readonly typical?: number
  /** Median of the ratios inside a round. */
  readonly ratio?: number
  readonly interval?: Interval
  /** The same of the CPU time, which other work on the machine disturbs less. Absent where none was measured. */
  readonly cpuRatio?: number
  readonly verdict: Verdict
  /** How many samples ended, and how many ran into the limit or failed. */
  readonly measured: number
  readonly lost: number
  /** What the first lost sample said. */
  readonly reason?: string
}

type Verdict = 'baseline' | 'less' | 'more' | 'no difference shown' | 'not measured'

/** A ratio within this of 1 is no difference that anybody should act on. */
const INDIFFERENT: Interval = { low: 0.95, high: 1.05 }

/** From so many samples on their interval can be trusted; of fewer only a difference of more than twice is claimed. */
export const ENOUGH_SAMPLES = 5
const INDIFFERENT_OF_FEW: Interval = { low: 0.5, high: 2 }

/**
 * Compares every contender of one scenario with the baseline: ratios are taken inside a round, because what the machine
 * was doing differs from round to round. A difference is claimed only when the whole 95 % interval lies outside 1 ± 5 %.
 */
export function compare(samples: readonly Sample[], baseline: string): Comparison[] {
  const names = [...new Set(samples.map((sample) => sample.contender))]
  return names.map((contender) => {
    const own = samples.filter((sample) => sample.contender === contender)
    const values = own.flatMap((sample) => sample.value ?? [])
    const ratios = ratiosOf(own, samples, baseline, (sample) => sample.value)
    const cpuRatios = ratiosOf(own, samples, baseline, (sample) => sample.cpu || undefined)
    const reason = own.find((sample) => sample.problem !== undefined)?.problem
    const counts = {
      contender,
      measured: values.length,
      lost: own.length - values.length,
      ...(reason !== undefined && { reason }),
    }
    if (ratios.length === 0) return { ...counts, verdict: 'not measured' as const }
    const interval = medianInterval(ratios)
    const verdict = contender === baseline ? 'baseline' : judge(interval, ratios.length)
    const cpu = cpuRatios.length > 0 && { cpuRatio: median(cpuRatios) }
    return { ...counts, typical: median(values), ratio: median(ratios), ...cpu, interval, verdict }
  })
}

function judge(interval: Interval, samples: number): Verdict {
  const indifferent = samples < ENOUGH_SAMPLES ? INDIFFERENT_OF_FEW : INDIFFERENT
  if (interval.high < indifferent.low) return 'less'
  if (interval.low > indifferent.high) return 'more'
  return 'no difference shown'
}

/** Each of `own` divided by the baseline's sample of the same round. */
function ratiosOf(
  own: readonly Sample[],
  samples: readonly Sample[],
  baseline: string,
  figure: (sample: Sample) => number | undefined,
): number[] {
  return own.flatMap((sample) => {
    const other = samples.find((one) => one.contender === baseline && one.round === sample.round)
    const [above, below] = [figure(sample), other && figure(other)]
    return above === undefined || below === undefined ? [] : above / below
  })
}
