import { draw } from './draw.ts'
import type { Fault } from './faults/behave.ts'
import type { Delay } from './labels.ts'
import type { Behaviour } from './plan.ts'
import type { Settings } from './settings.ts'

/** The request that a decision is about. */
export interface Question {
  readonly path: string
  readonly code: string | null
  /** 1 for the first GET of this path. */
  readonly attempt: number
}

/** What the server will do with one GET. */
export interface Decision {
  /** Who decided: `preset`, or the kind that the plan names. */
  readonly source: string
  readonly fault: Fault
  /** ms before the first byte. */
  readonly delay: number
  readonly hold: boolean
}

/** Decides from settings and question alone: the same question always gets the same answer. */
export function decide(settings: Settings, question: Question): Decision {
  const planned = plannedFor(settings, question)
  if (planned === undefined) return preset(settings, question)
  const { hold = false } = planned
  if (planned.kind !== 'preset') return { source: planned.kind, fault: planned, delay: planned.delay ?? 0, hold }
  const decision = preset(settings, question)
  return { ...decision, delay: planned.delay ?? decision.delay, hold }
}

function plannedFor({ plan }: Settings, { path, code, attempt }: Question): Behaviour | undefined {
  const key = [path, code, '*'].find((candidate) => candidate !== null && Object.hasOwn(plan, candidate))
  if (key === undefined || key === null) return undefined
  const planned = plan[key]
  if (planned === undefined || !isSequence(planned)) return planned
  return planned[Math.min(attempt, planned.length) - 1]
}

function isSequence(planned: Behaviour | readonly Behaviour[]): planned is readonly Behaviour[] {
  return Array.isArray(planned)
}

/** One weighted draw per request, as the proxy of the first talk does: error, delayed, or clean. */
function preset(settings: Settings, { path, attempt }: Question): Decision {
  const { seed, errorRate, errorCodes, delayRate, delay } = settings
  const fate = draw(seed, 'fate', path, attempt)
  const clean: Decision = { source: 'preset', fault: { kind: 'serve' }, delay: 0, hold: false }
  if (fate < errorRate) {
    const status = errorCodes[Math.floor(draw(seed, 'status', path, attempt) * errorCodes.length)] ?? 500
    return { ...clean, fault: { kind: 'status', status } }
  }
  if (fate >= errorRate + delayRate) return clean
  return { ...clean, delay: waitOf(delay, draw(seed, 'delay', path, attempt)) }
}

function waitOf(delay: Delay, share: number): number {
  return delay.kind === 'fixed' ? delay.ms : delay.min + share * (delay.max - delay.min)
}
