import { breathe, enter, isAnonymous, park, refuse } from './plumbing/park.ts'
import { current } from './plumbing/current.ts'
import { WaitQueue } from './plumbing/wait-queue.ts'
import { WouldBlock } from './errors.ts'

export interface CapacityLimiterStatistics {
  readonly borrowedTokens: number
  readonly totalTokens: number
  readonly borrowers: readonly unknown[]
  readonly tasksWaiting: number
}

/**
 * At most so many at once. Each token is lent to somebody, by default to the task that asks, and a borrower has one at most.
 * First in, first out: a token given back goes straight to who has waited longest (L16).
 *
 * @example
 * ```ts
 * const limiter = new CapacityLimiter(5)
 * async function fetchOne(url: string) {
 *   using _ = await limiter.acquire()
 *   return await fetchPage(url)
 * }
 * ```
 */
export class CapacityLimiter {
  #totalTokens: number
  /** Tokens out, by borrower. More than one only for the code outside any run, which is one task for all. */
  readonly #borrowed = new Map<unknown, number>()
  #borrowedTokens = 0
  /** Each waiter brings its borrower. */
  readonly #queue = new WaitQueue<void, unknown>()

  /** @throws RangeError unless `totalTokens` is a whole number from 0, or Infinity. */
  constructor(totalTokens: number) {
    this.#totalTokens = asTokens(totalTokens)
  }

  /** May be changed at any time: more lets waiters in at once, fewer waits for tokens to come back. */
  get totalTokens(): number {
    return this.#totalTokens
  }

  set totalTokens(totalTokens: number) {
    this.#totalTokens = asTokens(totalTokens)
    this.#lend()
  }

  /** Tokens that are lent. */
  get borrowedTokens(): number {
    return this.#borrowedTokens
  }

  /** Tokens left to lend; below 0 while fewer are there in all than are lent. */
  get availableTokens(): number {
    return this.#totalTokens - this.#borrowedTokens
  }

  /**
   * Waits for a token. Dispose of the result, or call `release()`, to give it back.
   *
   * @throws Cancelled, and then no token was taken; Error when the borrower has one already.
   */
  async acquire(): Promise<Disposable> {
    return this.acquireOnBehalfOf(current().task)
  }

  /** As {@link acquire}, for a borrower of your choice. */
  async acquireOnBehalfOf(borrower: unknown): Promise<Disposable> {
    const slot = enter() ?? (await refuse())
    if (this.#take(borrower)) await breathe(slot)
    else await park(slot, 'limiter.acquire', { queue: this.#queue, item: borrower })
    return this.#token(borrower)
  }

  /** @throws WouldBlock when no token is free or somebody waits; Error when the borrower has one already. */
  acquireNowait(): Disposable {
    return this.acquireOnBehalfOfNowait(current().task)
  }

  /** As {@link acquireNowait}, for a borrower of your choice. */
  acquireOnBehalfOfNowait(borrower: unknown): Disposable {
    if (!this.#take(borrower)) throw new WouldBlock()
    return this.#token(borrower)
  }

  /** @throws Error unless the calling task has a token. */
  release(): void {
    this.releaseOnBehalfOf(current().task)
  }

  /** As {@link release}, for a borrower of your choice. */
  releaseOnBehalfOf(borrower: unknown): void {
    const tokens = this.#borrowed.get(borrower)
    if (!tokens) throw new Error('This borrower has no token to give back: release once for each acquire.')
    if (tokens === 1) this.#borrowed.delete(borrower)
    else this.#borrowed.set(borrower, tokens - 1)
    this.#borrowedTokens--
    this.#lend()
  }

  statistics(): CapacityLimiterStatistics {
    return Object.freeze({
      borrowedTokens: this.#borrowedTokens,
      totalTokens: this.#totalTokens,
      borrowers: [...this.#borrowed.keys()],
      tasksWaiting: this.#queue.size,
    })
  }

  #take(borrower: unknown): boolean {
    if (this.#borrowed.has(borrower) && !isAnonymous(borrower)) {
      throw new Error('This borrower has a token already: use acquireOnBehalfOf(something else) for a second one.')
    }
    // Nobody waits while a token is free: each is handed on as it comes back.
    if (this.#borrowedTokens >= this.#totalTokens) return false
    this.#note(borrower)
    return true
  }

  #note(borrower: unknown): void {
    this.#borrowed.set(borrower, (this.#borrowed.get(borrower) ?? 0) + 1)
    this.#borrowedTokens++
  }

  /** Hands free tokens to those who wait; they hold them from this moment. */
  #lend(): void {
    while (this.#queue.size > 0 && this.#borrowedTokens < this.#totalTokens) {
      this.#note(this.#queue.firstItem)
      this.#queue.wake()
    }
  }

  #token(borrower: unknown): Disposable {
    let held = true
    return {
      [Symbol.dispose]: () => {
        if (held) this.releaseOnBehalfOf(borrower)
        held = false
      },
    }
  }
}

function asTokens(totalTokens: number): number {
  if (totalTokens === Infinity || (Number.isInteger(totalTokens) && totalTokens >= 0)) return totalTokens
  throw new RangeError(`A limiter has a whole number of tokens from 0, or Infinity, not ${totalTokens}.`)
}
