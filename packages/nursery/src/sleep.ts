import { checkpoint } from './checkpoint.ts'
import { enter, park } from './plumbing/park.ts'

/**
 * Waits `ms` milliseconds on the run's clock, never less. `sleep(0)` is a {@link checkpoint}.
 *
 * @throws Cancelled; RangeError when `ms` is negative or NaN (as rejections).
 */
export async function sleep(ms: number): Promise<void> {
  if (!(ms >= 0)) throw new RangeError(`sleep takes a number of ms from 0 to Infinity, not ${ms}.`)
  if (ms === 0) return checkpoint()
  const slot = enter()
  return park(slot, 'sleep', { due: slot.scope.run.clock.now() + ms })
}

/** Waits until a time on the run's clock; a checkpoint when that has passed. */
export async function sleepUntil(time: number): Promise<void> {
  if (Number.isNaN(time)) throw new RangeError("sleepUntil takes a time on the run's clock, not NaN.")
  const slot = enter()
  if (time <= slot.scope.run.clock.now()) return checkpoint()
  return park(slot, 'sleep', { due: time })
}

/** Waits until it is cancelled. */
export async function sleepForever(): Promise<never> {
  return park<never>(enter(), 'sleepForever')
}
