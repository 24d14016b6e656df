import { LONGEST_DELAY, checkBetween, checkPlan } from './check-plan.ts'
import { OriginOptionsError } from './errors.ts'
import { PRESETS } from './labels.ts'
import type { Delay, Label, Preset } from './labels.ts'
import type { OriginBehaviour } from './options.ts'
import type { Plan } from './plan.ts'

/** A behaviour with every default filled in. */
export interface Settings extends Preset {
  readonly label: Label
  readonly seed: number
  readonly plan: Plan
}

/** Fills in defaults and checks; throws OriginOptionsError. */
export function resolveSettings(behaviour: OriginBehaviour): Settings {
  const { label = 'LOCAL', seed = 1, plan = {}, holdUntilOpen } = behaviour
  if (!Object.hasOwn(PRESETS, label)) {
    throw new OriginOptionsError(`The label must be LOCAL, DELAY or ERROR; it is ${JSON.stringify(label)}.`)
  }
  const preset = PRESETS[label]
  const {
    delay = preset.delay,
    delayRate = preset.delayRate,
    errorRate = preset.errorRate,
    errorCodes = preset.errorCodes,
  } = behaviour
  checkBetween('The seed', seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  checkDelay(delay)
  checkBetween('The share of delayed answers', delayRate, 0, 1)
  checkBetween('The share of errors', errorRate, 0, 1)
  checkCodes(errorCodes)
  checkPlan(plan)
  if (holdUntilOpen !== undefined) checkGathering(holdUntilOpen)
  return { label, seed, plan, delay, delayRate, errorRate, errorCodes }
}

function checkDelay(delay: Delay): void {
  if (delay.kind === 'fixed') return checkBetween('The delay in ms', delay.ms, 0, LONGEST_DELAY)
  checkBetween('The shortest delay in ms', delay.min, 0, LONGEST_DELAY)
  checkBetween('The longest delay in ms', delay.max, delay.min, LONGEST_DELAY)
}

function checkCodes(codes: readonly number[]): void {
  if (codes.length > 0 && codes.every((code) => Number.isInteger(code) && code >= 400 && code <= 599)) return
  throw new OriginOptionsError(`errorCodes must be one or more statuses from 400 to 599; it is [${codes.join(', ')}].`)
}

function checkGathering(option: NonNullable<OriginBehaviour['holdUntilOpen']>): void {
  const requests = typeof option === 'number' ? option : option.requests
  if (Number.isInteger(requests) && requests >= 1) return
  throw new OriginOptionsError(`holdUntilOpen must be a whole number of requests, 1 or more; it is ${requests}.`)
}
