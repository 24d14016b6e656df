const SMALLEST = 16

/** First in, first out, both in constant time: a ring, for an array's `shift` moves all that is behind. */
export class Deque<T> {
  size = 0
  /** A power of two long, so that a mask wraps the index around. */
  #ring: (T | undefined)[] = []
  #head = 0

  push(item: T): void {
    if (this.size === this.#ring.length) this.#grow()
    this.#ring[(this.#head + this.size++) & (this.#ring.length - 1)] = item
  }

  /** Ask only when `size > 0`. */
  shift(): T {
    const item = this.#ring[this.#head] as T
    this.#ring[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#ring.length - 1)
    if (--this.size === 0 && this.#ring.length > 1024) this.clear()
    return item
  }

  clear(): void {
    this.#ring = []
    this.#head = this.size = 0
  }

  #grow(): void {
    const { length } = this.#ring
    const ring = Array.from<T | undefined>({ length: Math.max(SMALLEST, length * 2) })
    for (let index = 0; index < length; index++) ring[index] = this.#ring[(this.#head + index) & (length - 1)]
    this.#ring = ring
    this.#head = 0
  }
}
