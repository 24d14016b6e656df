import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Contender } from '../scenario.ts'

/** Longer than any run, in ms. */
export const LONG = 1_000_000

/** Told by each task when it has begun and when its cleanup ran. */
export interface Tally {
  began: number
  cleaned: number
}

/** Starts `count` sleeping tasks, awaits `allAsleep()`, cancels them and resolves when all have cleaned up. */
export type StartAndCancel = (count: number, tally: Tally, allAsleep: () => Promise<void>) => Promise<unknown>

/** The contender that cancels sleepers in one way; it fails when one never slept or wasn't waited for. */
export function cancelling(startAndCancel: StartAndCancel): Contender {
  return {
    async run(count) {
      const tally: Tally = { began: 0, cleaned: 0 }
      const allAsleep = async (): Promise<void> => {
        while (tally.began < count) await nextTurn()
      }
      await startAndCancel(count, tally, allAsleep)
      if (tally.cleaned !== count) throw new Error(`Only ${tally.cleaned} of ${count} tasks had cleaned up at the end.`)
    },
  }
}
