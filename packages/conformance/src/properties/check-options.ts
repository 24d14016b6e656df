import { TOLERANCE } from '../tolerance.ts'
import type { CheckOptions } from './draw-and-try.ts'

/**
 * How to draw. `FC_SEED` and `FC_RUNS` in the environment say from where and how many; without them few, from a new seed
 * each time, and only for a few seconds.
 */
export function checkOptions(environment: Readonly<Record<string, string | undefined>> = process.env): CheckOptions {
  const { FC_SEED, FC_RUNS } = environment
  const seed = whole('FC_SEED', FC_SEED) ?? Math.trunc(Math.random() * 0x7fffffff)
  const runs = whole('FC_RUNS', FC_RUNS)
  const bounds = runs === undefined ? { runs: FEW, time: SHORT } : { runs, time: runs * TOLERANCE.patience }
  return { patience: TOLERANCE.patience, seed, ...bounds }
}

const FEW = 20
const SHORT = 3000

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${name} must be a whole number; it is ${JSON.stringify(text)}.`)
  return value
}
