/** Lets at most `permits` holders in; the others wait in the order in which they came. */
export class Semaphore {
  #permits: number
  readonly #waiting: (() => void)[] = []

  constructor(permits: number) {
    this.#permits = permits
  }

  /** Resolves when a permit is had. */
  async acquire(): Promise<void> {
    if (this.#permits > 0) {
      this.#permits--
      return
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Hands the permit to whoever has waited longest. */
  release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#permits++
  }
}
