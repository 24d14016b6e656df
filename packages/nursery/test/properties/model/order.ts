/** Which of several ready tasks goes on, and how often others may go between the end of a block's body and its own end. */
export interface Order {
  /** An index into the ready tasks, which come as their numbers in the order in which they became ready. */
  pick(ready: readonly number[]): number
  /** Turns. */
  pause(): number
  /** Whether a checkpoint lets everybody else go first, as one does that lets timers and I/O in. */
  isLong(): boolean
}

/** First in, first out, with one turn at every end of a block: nearly what promises do. */
export const firstInFirstOut: Order = { pick: () => 0, pause: () => 1, isLong: () => false }

const PAUSES = [0, 1, 2, 3]

/**
 * Another order that the laws allow, by number: they specify none among tasks that are ready at the same time. Some are
 * near to first in, first out, others far from it; in some a few tasks are slow, and go only when no other can.
 */
export function anotherOrder(number: number): Order {
  const random = generator(number)
  const strangeness = [0.05, 0.3, 1][number % 3]!
  const fixedPause = number % 5 < 4 ? PAUSES[number % 5] : undefined
  const slow = number % 4 < 2 ? 0 : [0.2, 0.5][number % 2]!
  return {
    pick: (ready) => {
      if (slow > 0)
        return Math.max(
          0,
          ready.findIndex((task) => generator(number * 1_000 + task)() >= slow),
        )
      return random() < strangeness ? Math.floor(random() * ready.length) : 0
    },
    pause: () => fixedPause ?? Math.floor(random() * PAUSES.length),
    isLong: () => number % 2 === 0 && random() < strangeness,
  }
}

/** An order, but for single decisions, by their place among all. Remembers how many ways each could have gone. */
export class Amended implements Order {
  readonly ways: number[] = []
  readonly #order: Order
  readonly #amendments: ReadonlyMap<number, number>

  constructor(order: Order, amendments: ReadonlyMap<number, number>) {
    this.#order = order
    this.#amendments = amendments
  }

  pick(ready: readonly number[]): number {
    const usual = this.#order.pick(ready)
    if (ready.length === 1) return 0
    return (this.#amendments.get(this.ways.push(ready.length) - 1) ?? usual) % ready.length
  }

  pause(): number {
    const usual = this.#order.pause()
    return this.#amendments.get(this.ways.push(PAUSES.length) - 1) ?? usual
  }

  isLong(): boolean {
    const usual = this.#order.isLong()
    const amended = this.#amendments.get(this.ways.push(2) - 1)
    return amended === undefined ? usual : amended === 1
  }
}

/** Numbers from 0 to below 1, the same for a seed. */
export function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1
  state ^= state >>> 15
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
}
