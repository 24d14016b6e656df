import type { Contender } from '../scenario.ts'

/** How many items may wait between the two ends. */
export const CAPACITY = 64

/** Sends 0 … count − 1 from one task to another and gives the sum of what arrived. */
export type Pass = (count: number) => Promise<number>

/** The contender that passes items in one way; it fails when one was lost or doubled. */
export function passing(pass: Pass): Contender {
  return {
    async run(count) {
      const sum = await pass(count)
      if (sum !== (count * (count - 1)) / 2) throw new Error(`The items that arrived sum to ${sum}: some were lost.`)
    },
  }
}
