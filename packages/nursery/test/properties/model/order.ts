/** Which of several ready tasks goes on, and how often others may go between the end of a block's body and its own end. */
export interface Order {
  /** An index into the ready tasks, which come as their numbers in the order in which they became ready. */
  pick(ready: readonly number[]): number
  /** Turns. */
  pause(): number
  /** Whether a checkpoint lets everybody else go first, as one does that lets timers and I/O in. */
  isLong(): boolean
  /** Whether a cancellation is one that has come in before, through somebody else. */
  isKnown(): boolean
}

/** First in, first out, with one turn at every end of a block: nearly what promises do. */
export const firstInFirstOut: Order = { pick: () => 0, pause: () => 1, isLong: () => false, isKnown: () => false }

const PAUSES = [0, 1, 2, 3]

/**
 * Another order that the laws allow, by number: they specify none among tasks that are ready at the same time. Some are
 * near to first in, first out, others far from it; in some a few tasks are slow, and go only when no other can.
 */
export function anotherOrder(number: number): Order {
  const random = generator(number)
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const strangeness = oneOf([0.05, 0.3, 1])
  const fixedPause = oneOf([...PAUSES, undefined])
  const slow = oneOf([0, 0, 0.2, 0.5])
  const [long, known] = [oneOf([true, false]), oneOf([true, false])]
  return {
    pick: (ready) => {
      if (slow > 0)
        return Math.max(
          0,
          ready.findIndex((task) => generator(number * 1_000 + task)() >= slow),
        )
      return random() < strangeness ? Math.floor(random() * ready.length) : 0
    },
    pause: () => fixedPause ?? oneOf(PAUSES),
    isLong: () => long && random() < strangeness,
    isKnown: () => known,
  }
}

export interface Amendments {
  /** Single decisions, by their place among all. */
  readonly decisions: ReadonlyMap<number, number>
  /** Tasks that go only when no other can. */
  readonly slow: ReadonlySet<number>
}

/** An order, but for some amendments. Remembers how many ways each decision could have gone, and how many tasks there were. */
export class Amended implements Order {
  readonly ways: number[] = []
  tasks = 0
  readonly #order: Order
  readonly #amendments: Amendments

  constructor(order: Order, amendments: Amendments) {
    this.#order = order
    this.#amendments = amendments
  }

  pick(ready: readonly number[]): number {
    const { slow } = this.#amendments
    this.tasks = Math.max(this.tasks, ...ready)
    const quick = slow.size > 0 ? ready.filter((task) => !slow.has(task)) : ready
    const candidates = quick.length > 0 ? quick : ready
    const usual = this.#order.pick(candidates)
    if (candidates.length === 1) return ready.indexOf(candidates[0]!)
    return ready.indexOf(candidates[this.#decision(candidates.length, usual)]!)
  }

  pause(): number {
    return this.#decision(PAUSES.length, this.#order.pause())
  }

  isLong(): boolean {
    return this.#decision(2, this.#order.isLong() ? 1 : 0) === 1
  }

  isKnown(): boolean {
    return this.#decision(2, this.#order.isKnown() ? 1 : 0) === 1
  }

  #decision(ways: number, usual: number): number {
    const place = this.ways.push(ways) - 1
    return (this.#amendments.decisions.get(place) ?? usual) % ways
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
