import { systemClock } from '../clock.ts'
import { macrotask } from './macrotask.ts'
import type { RunState } from './run-state.ts'
import type { Waiter } from './waiter.ts'

/**
 * Notices that every task of a run is blocked in this package with nothing foreign in flight, and has stayed so for two
 * turns of the host's loop (and a cushion, if asked for). Then it wakes who waits for that, or else lets the clock jump.
 */
export class IdleWatch {
  readonly #run: RunState
  readonly #waiting = new Map<Waiter, number>()
  #watching = false
  /** The pause under way, in real ms, and what ends it. */
  #pause = 0
  #endPause: (() => void) | null = null

  constructor(run: RunState) {
    this.#run = run
  }

  /** The run of a caller, with its watch. */
  static of(run: RunState): IdleWatch {
    return (run.idle ??= new IdleWatch(run))
  }

  /** Wakes `waiter` once all has been still for `cushion` real ms. */
  add(waiter: Waiter, cushion: number): void {
    this.#waiting.set(waiter, cushion)
    this.check()
  }

  /** To be called when something blocks or ends, and when a threshold changes. */
  check(): void {
    if (this.#endPause && (!this.#run.isIdle || this.#cushion() < this.#pause)) this.#endPause()
    if (!this.#watching && this.#run.isIdle && this.#cushion() < Infinity) void this.#watch()
  }

  async #watch(): Promise<void> {
    this.#watching = true
    let seen: number
    let cushion: number
    do {
      seen = this.#run.activity
      await macrotask()
      await macrotask()
      cushion = this.#cushion()
      if (cushion > 0 && cushion < Infinity) await this.#rest(cushion)
    } while (this.#run.isIdle && (this.#run.activity !== seen || this.#cushion() !== cushion))
    this.#watching = false
    if (!this.#run.isIdle || cushion === Infinity) return
    if (this.#waiting.size > 0) this.#wake(cushion)
    else if (!this.#run.clock.autojump!()) this.#run.deadlock()
    this.check()
  }

  /** A pause, unless something less is wanted meanwhile, or the run is no longer idle. */
  async #rest(ms: number): Promise<void> {
    this.#pause = ms
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#endPause = resolve
    const disarm = systemClock.callAt(systemClock.now() + ms, resolve)
    await promise
    disarm()
    this.#endPause = null
  }

  /** Equal cushions wake together, the smallest first. */
  #wake(cushion: number): void {
    for (const [waiter, its] of this.#waiting) {
      if (its !== cushion) continue
      this.#waiting.delete(waiter)
      waiter.wake(undefined)
    }
  }

  /** What is wanted next: waiters come before the clock. Infinity when nothing is. */
  #cushion(): number {
    for (const waiter of this.#waiting.keys()) if (waiter.settled) this.#waiting.delete(waiter)
    if (this.#waiting.size > 0) return Math.min(...this.#waiting.values())
    return this.#run.clock.autojumpThreshold ?? Infinity
  }
}
