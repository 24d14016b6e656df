import { breathe, enter, park, refuse } from './plumbing/park.ts'
import { WaitQueue } from './plumbing/wait-queue.ts'

export interface AsyncEventStatistics {
  readonly tasksWaiting: number
}

/**
 * Something that happens once. `set()` wakes all who wait, and from then on nobody waits any more: there is no `clear`,
 * as in Trio, because a waiter could miss an event that comes and goes. Make a new one for the next time.
 *
 * @example
 * ```ts
 * const ready = new AsyncEvent()
 * nursery.startSoon(async () => { await warmUp(); ready.set() })
 * await ready.wait()
 * ```
 */
export class AsyncEvent {
  #set = false
  readonly #queue = new WaitQueue()

  get isSet(): boolean {
    return this.#set
  }

  /** Wakes all who wait, in the order in which they came. Idempotent; never waits. */
  set(): void {
    this.#set = true
    this.#queue.wakeAll()
  }

  /** Waits until the event is set; only a checkpoint if it is. @throws Cancelled */
  async wait(): Promise<void> {
    const slot = enter() ?? (await refuse())
    if (this.#set) await breathe(slot)
    else await park(slot, 'event.wait', { queue: this.#queue })
  }

  statistics(): AsyncEventStatistics {
    return Object.freeze({ tasksWaiting: this.#queue.size })
  }
}
