import { breathe, checkCancelled, enter, refuse } from './plumbing/park.ts'
import { current } from './plumbing/current.ts'

/**
 * Lets others run, then throws if the scope was cancelled: at least a microtask, and a turn for timers and I/O once the run
 * has kept them waiting for 8 ms. Deadlines are looked at, so a loop of checkpoints times out as well.
 *
 * @throws Cancelled
 */
export async function checkpoint(): Promise<void> {
  const slot = current()
  await breathe(slot)
  checkCancelled(slot)
}

/** Half a checkpoint: throws if the scope was cancelled, else does nothing. */
export async function checkpointIfCancelled(): Promise<void> {
  if (!enter()) await refuse()
}
