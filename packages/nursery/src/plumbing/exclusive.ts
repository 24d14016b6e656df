import { BusyResourceError } from '../errors.ts'

/** Lets one task at a time do something; a second one is told so rather than mixed in (Trio's ConflictDetector). */
export class Exclusive {
  readonly #what: string
  #busy = false

  constructor(what: string) {
    this.#what = what
  }

  /** @throws BusyResourceError */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new BusyResourceError(`Another task is ${this.#what}: let one task at a time do it.`)
    this.#busy = true
    try {
      return await work()
    } finally {
      this.#busy = false
    }
  }
}
