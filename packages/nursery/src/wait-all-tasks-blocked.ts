import { IdleWatch } from './plumbing/idle-watch.ts'
import { isDuration } from './plumbing/is-duration.ts'
import { enter, parkWaiter, refuse } from './plumbing/park.ts'

/**
 * Waits until every other task of this run is blocked in this package, with nothing foreign in flight, and has been so for
 * `cushion` real ms. Comes before the clock's autojump.
 *
 * @throws Cancelled; RangeError when `cushion` is negative or NaN (as rejections).
 */
export async function waitAllTasksBlocked(cushion = 0): Promise<void> {
  if (!isDuration(cushion)) throw new RangeError(`waitAllTasksBlocked takes a number of ms from 0, not ${cushion}.`)
  const slot = enter() ?? (await refuse())
  const waiter = parkWaiter(slot, 'all tasks to be blocked')
  IdleWatch.of(slot.scope.run).add(waiter, cushion)
  return waiter.promise
}
