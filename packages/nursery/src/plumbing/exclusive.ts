import { BusyResourceError } from '../errors.ts'
import type { Slot } from './context.ts'
import { enter, refuse } from './park.ts'

/** Lets one task at a time do something; a second one is told so rather than mixed in (Trio's ConflictDetector). */
export class Exclusive {
  readonly #what: string
  #busy = false

  constructor(what: string) {
    this.#what = what
  }

  /** @throws Cancelled (L11: before anything else); BusyResourceError */
  async use<T>(work: (slot: Slot) => Promise<T>): Promise<T> {
    const slot = enter() ?? (await refuse())
    if (this.#busy) throw new BusyResourceError(`Another task is ${this.#what}: let one task at a time do it.`)
    this.#busy = true
    try {
      return await work(slot)
    } finally {
      this.#busy = false
    }
  }
}
