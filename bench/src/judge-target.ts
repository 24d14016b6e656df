import { compare, ENOUGH_SAMPLES } from './compare.ts'
import type { Sample } from './sample.ts'
import type { Target } from './scenario.ts'

/** How a target fared. `open`: the interval includes it or rests on few samples, so that nothing is decided. */
type Fate = 'met' | 'open' | 'missed' | 'not measured'

export interface Judgement {
  readonly asked: string
  readonly fate: Fate
}

/** Holds one scenario's samples against a target, every part of it. A target is met when the whole interval is. */
export function judgeTarget(samples: readonly Sample[], baseline: string, target: Target): Judgement[] {
  const { contender, atMost, aim, aheadOf = [] } = target
  const own = compare(samples, baseline).find((one) => one.contender === contender)
  const against = (limit: number): Fate => {
    if (own?.interval === undefined) return 'not measured'
    if (own.measured < ENOUGH_SAMPLES) return 'open'
    if (own.interval.high <= limit) return 'met'
    return own.interval.low > limit ? 'missed' : 'open'
  }
  return [
    { asked: `${contender}: at most ${atMost} × ${baseline}`, fate: against(atMost) },
    ...(aim === undefined ? [] : [{ asked: `${contender}: aim at ${aim} × ${baseline}`, fate: against(aim) }]),
    ...aheadOf.map((peer) => ({ asked: `${contender}: ahead of ${peer}`, fate: ahead(samples, contender, peer) })),
  ]
}

function ahead(samples: readonly Sample[], contender: string, peer: string): Fate {
  const own = samples.filter((sample) => sample.contender === contender)
  const others = samples.filter((sample) => sample.contender === peer)
  const beaten = others.length > 0 && others.every((sample) => sample.problem?.startsWith('over ') === true)
  if (beaten && own.some((sample) => sample.value !== undefined)) return 'met'
  const comparison = compare([...own, ...others], peer).find((one) => one.contender === contender)
  if (comparison?.interval === undefined) return 'not measured'
  if (comparison.verdict === 'less') return 'met'
  return comparison.verdict === 'more' ? 'missed' : 'open'
}
