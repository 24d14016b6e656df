/** Something that happens at a time of the run's clock: a scope's deadline or a waiter's wake-up. */
export interface Due {
  /** Milliseconds on the run's clock. */
  due: number
  /** Order of arrival, which breaks ties. */
  seq: number
  /** Index in the heap, -1 when it isn't in one. */
  at: number
}

let arrivals = 0

/** A binary heap, earliest first, in which every item knows its place, so that removing one is O(log n). */
export class DueHeap<T extends Due> {
  readonly items: T[] = []

  add(item: T): void {
    item.seq = ++arrivals
    item.at = this.items.length
    this.items.push(item)
    this.#up(item)
  }

  remove(item: T): void {
    const index = item.at
    if (index < 0) return
    item.at = -1
    const last = this.items.pop()!
    if (last === item) return
    this.#place(last, index)
    this.#up(last)
    this.#down(last)
  }

  #up(item: T): void {
    let index = item.at
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = this.items[parent]!
      if (!before(item, above)) break
      this.#place(above, index)
      index = parent
    }
    this.#place(item, index)
  }

  #down(item: T): void {
    const { items } = this
    let index = item.at
    for (;;) {
      let child = index * 2 + 1
      if (child >= items.length) break
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++
      const below = items[child]!
      if (!before(below, item)) break
      this.#place(below, index)
      index = child
    }
    this.#place(item, index)
  }

  #place(item: T, index: number): void {
    this.items[index] = item
    item.at = index
  }
}

function before(one: Due, other: Due): boolean {
  return one.due < other.due || (one.due === other.due && one.seq < other.seq)
}
