import type { Waiter } from './waiter.ts'

/**
 * First in, first out line of blocked operations. `T` is what a waiter is woken with, `I` what it brought along
 * (`waiter.item`: a blocked sender's value).
 */
export class WaitQueue<T = void, I = undefined> {
  size = 0
  #first: Waiter<T> | null = null
  #last: Waiter<T> | null = null

  /** The longest waiting one, still in the queue. */
  get first(): Waiter<T> | null {
    return this.#first
  }

  /** What the longest waiting one brought along. Ask only when `size > 0`. */
  get firstItem(): I {
    return this.#first!.item as I
  }

  add(waiter: Waiter<T>): void {
    waiter.queue = this
    waiter.previous = this.#last
    if (this.#last) this.#last.next = waiter
    else this.#first = waiter
    this.#last = waiter
    this.size++
  }

  remove(waiter: Waiter<T>): void {
    if (waiter.previous) waiter.previous.next = waiter.next
    else this.#first = waiter.next
    if (waiter.next) waiter.next.previous = waiter.previous
    else this.#last = waiter.previous
    waiter.queue = waiter.previous = waiter.next = null
    this.size--
  }

  /** Hands `value` to the longest waiting one. False when nobody waits. */
  wake(value: T): boolean {
    if (!this.#first) return false
    this.#first.wake(value)
    return true
  }

  wakeAll(value: T): void {
    while (this.wake(value));
  }

  failAll(error: () => unknown): void {
    while (this.#first) this.#first.fail(error())
  }

  /** Fails those whose item fits. */
  failWhere(fits: (item: I) => boolean, error: () => unknown): void {
    for (const waiter of this) if (fits(waiter.item as I)) waiter.fail(error())
  }

  /** The waiters in order; the one at hand may be settled. */
  *[Symbol.iterator](): Iterator<Waiter<T>> {
    for (let waiter = this.#first; waiter;) {
      const { next } = waiter
      yield waiter
      waiter = next
    }
  }
}
