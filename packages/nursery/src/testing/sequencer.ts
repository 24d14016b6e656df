import { AsyncEvent } from '../async-event.ts'

/**
 * Forces an order on tasks: block n starts once block n - 1 has ended, 0 first.
 *
 * @example
 * ```ts
 * const sequencer = new Sequencer()
 * nursery.startSoon(() => sequencer.run(1, () => console.log('second')))
 * nursery.startSoon(() => sequencer.run(0, () => console.log('first')))
 * ```
 */
export class Sequencer {
  readonly #taken = new Set<number>()
  readonly #events = new Map<number, AsyncEvent>()
  #broken = false

  /**
   * Waits for its turn, then calls `block`. Resolves with what `block` gives; its failure lets the next one go on too.
   *
   * @throws Error when the position was used before, or a task that waited was cancelled: then the order can't be kept any
   * more, for this one and all that come; RangeError unless `position` is a whole number from 0; Cancelled.
   */
  async run<T>(position: number, block: () => T | PromiseLike<T>): Promise<T> {
    using _ = await this.turn(position)
    return await block()
  }

  /** As {@link run}, for a block that ends where the result is disposed of: `using _ = await sequencer.turn(0)`. */
  async turn(position: number): Promise<Disposable> {
    if (!(Number.isInteger(position) && position >= 0)) {
      throw new RangeError(`A position in a sequence is a whole number from 0, not ${position}.`)
    }
    if (this.#taken.has(position)) throw new Error(`Position ${position} was used before: give each block its own.`)
    this.#taken.add(position)
    await this.#reach(position)
    return { [Symbol.dispose]: () => this.#event(position + 1).set() }
  }

  async #reach(position: number): Promise<void> {
    this.#refuseIfBroken()
    const event = this.#event(position)
    if (position === 0) event.set()
    try {
      await event.wait()
    } catch (error) {
      this.#broken = true
      for (const other of this.#events.values()) other.set()
      throw error
    }
    this.#refuseIfBroken()
  }

  #refuseIfBroken(): void {
    if (this.#broken) throw new Error('The sequence is broken: a task that waited for its turn was cancelled.')
  }

  #event(position: number): AsyncEvent {
    const event = this.#events.get(position) ?? new AsyncEvent()
    this.#events.set(position, event)
    return event
  }
}
