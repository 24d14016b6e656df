import { checkpoint } from './checkpoint.ts'
import { isDuration } from './plumbing/is-duration.ts'
import { enter, park, refuse } from './plumbing/park.ts'

/**
 * Waits `ms` milliseconds on the run's clock, never less. `sleep(0)` is a {@link checkpoint}.
 *
 * @throws Cancelled; RangeError when `ms` is negative or NaN (as rejections).
 */
export function sleep(ms: number): Promise<void> {
  if (!isDuration(ms))
    return Promise.reject(new RangeError(`sleep takes a number of ms from 0 to Infinity, not ${ms}.`))
  return ms === 0 ? checkpoint() : sleepTill((now) => now + ms)
}

/** Waits until a time on the run's clock (`currentTime() + …`); a checkpoint when that has passed. */
export function sleepUntil(time: number): Promise<void> {
  if (typeof time !== 'number' || Number.isNaN(time))
    return Promise.reject(new RangeError(`sleepUntil takes a time on the run's clock, not ${time}.`))
  return sleepTill(() => time)
}

/** Waits until it is cancelled. */
export function sleepForever(): Promise<never> {
  return sleepTill(() => Infinity, 'sleepForever') as Promise<never>
}

/** No async function: its promise and its frame would be half of what a sleeping task costs. */
function sleepTill(timeFrom: (now: number) => number, on = 'sleep'): Promise<void> {
  try {
    const slot = enter()
    if (!slot) return refuse()
    const now = slot.scope.run.clock.now()
    const due = timeFrom(now)
    return due > now ? park(slot, on, { due }) : checkpoint()
  } catch (error) {
    return Promise.reject(error)
  }
}
