import { setImmediate as nextTurn } from 'node:timers/promises'

/** Tells when `count` sleepers have begun. */
export interface Dormitory {
  /** Each sleeper calls it, once, on its way to bed. */
  readonly enter: () => void
  /** Resolves a turn of the loop after the last has entered, when all of them sleep. */
  readonly allAsleep: () => Promise<void>
}

export function openDormitory(count: number): Dormitory {
  const { promise, resolve } = Promise.withResolvers<void>()
  let entered = 0
  return {
    enter() {
      entered += 1
      if (entered === count) resolve()
    },
    async allAsleep() {
      await promise
      await nextTurn()
    },
  }
}
