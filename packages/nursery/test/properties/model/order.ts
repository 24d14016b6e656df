/** Which of several ready tasks goes on, and how often others may go between the end of a block's body and its own end. */
export interface Order {
  /** An index below `count`. */
  pick(count: number): number
  /** Turns. */
  pause(): number
}

/** First in, first out, with one turn at every end of a block: nearly what promises do. */
export const firstInFirstOut: Order = { pick: () => 0, pause: () => 1 }

const PAUSES = [0, 1, 2, 3]

/**
 * Another order that the laws allow, by number: they specify none among tasks that are ready at the same time. Some are
 * near to first in, first out, others far from it.
 */
export function anotherOrder(number: number): Order {
  const random = generator(number)
  const strangeness = [0.05, 0.3, 1][number % 3]!
  const fixedPause = number % 5 < 4 ? PAUSES[number % 5] : undefined
  return {
    pick: (count) => (random() < strangeness ? Math.floor(random() * count) : 0),
    pause: () => fixedPause ?? Math.floor(random() * PAUSES.length),
  }
}

function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4294967296
  }
}
