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

/** The longest wait that can be asked for, in ms. */
export const LONGEST_DELAY = 600_000

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
  if (!Number.isFinite(seed)) throw new OriginOptionsError(`The seed must be a number; it is ${seed}.`)
  checkDelay(delay)
  checkRate('delayRate', delayRate)
  checkRate('errorRate', errorRate)
  checkCodes(errorCodes)
  if (holdUntilOpen !== undefined) checkGathering(holdUntilOpen)
  return { label, seed, plan, delay, delayRate, errorRate, errorCodes }
}

/** Throws OriginOptionsError unless `ms` is a wait that the server agrees to. */
export function checkWait(name: string, ms: number): void {
  if (ms >= 0 && ms <= LONGEST_DELAY) return
  throw new OriginOptionsError(`${name} must be 0 to ${LONGEST_DELAY} ms; it is ${ms}.`)
}

function checkDelay(delay: Delay): void {
  if (delay.kind === 'fixed') return checkWait('The delay', delay.ms)
  checkWait('The shortest delay', delay.min)
  checkWait('The longest delay', delay.max)
  if (delay.min > delay.max) {
    throw new OriginOptionsError(`The shortest delay, ${delay.min} ms, is longer than the longest, ${delay.max} ms.`)
  }
}

function checkRate(name: string, rate: number): void {
  if (rate >= 0 && rate <= 1) return
  throw new OriginOptionsError(`${name} is a share, 0 to 1; it is ${rate}.`)
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
