import { WouldBlock } from './errors.ts'
import { breathe, enter, park, refuse } from './plumbing/park.ts'
import { WaitQueue } from './plumbing/wait-queue.ts'

export interface SemaphoreStatistics {
  readonly tasksWaiting: number
}

export interface SemaphoreOptions {
  /** `release` throws rather than go above it. Default: no bound. */
  readonly maxValue?: number | undefined
}

/**
 * A counter of permits: `acquire` takes one, waiting while there is none; `release` gives one back, whoever took it.
 * First in, first out: a permit given back goes straight to who has waited longest (L16). To bound how many use
 * something, a `CapacityLimiter` is safer: it knows who holds what.
 *
 * @example
 * ```ts
 * const permits = new Semaphore(3)
 * {
 *   using _ = await permits.acquire()
 *   await work()
 * }
 * ```
 */
export class Semaphore {
  /** What `release` never goes above; Infinity without a bound. */
  readonly maxValue: number
  #value: number
  readonly #queue = new WaitQueue()

  /** @throws RangeError unless `value` is a whole number from 0, and `maxValue` one that isn't below it. */
  constructor(value: number, options: SemaphoreOptions = {}) {
    const { maxValue = Infinity } = options
    if (!(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(`A semaphore starts with a whole number of permits from 0, not ${value}.`)
    }
    if (maxValue !== Infinity && !(Number.isInteger(maxValue) && maxValue >= value)) {
      throw new RangeError(
        `A semaphore's maxValue is a whole number, at least its first value ${value}, not ${maxValue}.`,
      )
    }
    this.#value = value
    this.maxValue = maxValue
  }

  /** How many permits are free. */
  get value(): number {
    return this.#value
  }

  /** Waits for a permit. Dispose of the result, or call `release()`. @throws Cancelled, and then none was taken. */
  async acquire(): Promise<Disposable> {
    const slot = enter() ?? (await refuse())
    if (this.#value > 0) {
      this.#value--
      await breathe(slot)
    } else {
      await park(slot, 'semaphore.acquire', { queue: this.#queue })
    }
    return this.#permit()
  }

  /** @throws WouldBlock when no permit is free. */
  acquireNowait(): Disposable {
    if (this.#value === 0) throw new WouldBlock()
    this.#value--
    return this.#permit()
  }

  /** Never waits. @throws RangeError when that would be more than `maxValue`. */
  release(): void {
    if (this.#queue.wake()) return
    if (this.#value === this.maxValue)
      throw new RangeError(`Released more often than acquired: ${this.maxValue} permits is all.`)
    this.#value++
  }

  statistics(): SemaphoreStatistics {
    return Object.freeze({ tasksWaiting: this.#queue.size })
  }

  #permit(): Disposable {
    let held = true
    return {
      [Symbol.dispose]: () => {
        if (held) this.release()
        held = false
      },
    }
  }
}
