import type { Clock } from './clock.ts'
import { isDuration } from './plumbing/is-duration.ts'

export interface MockClockOptions {
  /** Virtual ms per real ms. Default 0: time stands still but for jumps. */
  readonly rate?: number | undefined
  /** How long, in real ms, all tasks must have been blocked before the clock jumps to the next deadline. Default: Infinity. */
  readonly autojumpThreshold?: number | undefined
}

interface Call {
  readonly time: number
  readonly fn: () => void
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * A clock for tests; it starts at 0. Give it to `run`.
 *
 * @example
 * ```ts
 * const clock = new MockClock({ autojumpThreshold: 0 })
 * await run(() => sleep(5_000_000), { clock }) // takes a few ms
 * ```
 */
export class MockClock implements Clock {
  #rate: number
  #threshold: number
  /** The virtual time at the real time of the latest change. */
  #base = 0
  #realBase = performance.now()
  readonly #calls = new Set<Call>()
  readonly #listeners = new Set<() => void>()

  constructor({ rate = 0, autojumpThreshold = Infinity }: MockClockOptions = {}) {
    this.#rate = atLeastZero('rate', rate)
    this.#threshold = atLeastZero('autojumpThreshold', autojumpThreshold)
  }

  now(): number {
    return this.#rate === 0 ? this.#base : this.#base + (performance.now() - this.#realBase) * this.#rate
  }

  callAt(time: number, fn: () => void): () => void {
    const call: Call = { time, fn, timer: undefined }
    this.#calls.add(call)
    this.#time(call)
    return () => this.#forget(call)
  }

  /** Moves the time forward by `ms` at once; what has become due is called before this returns. */
  jump(ms: number): void {
    this.#base = this.now() + atLeastZero('jump', ms)
    this.#realBase = performance.now()
    const due = [...this.#calls].filter((call) => call.time <= this.#base)
    for (const call of due.toSorted((one, other) => one.time - other.time)) {
      // One that was called before may have taken it back.
      if (this.#calls.has(call)) this.#fire(call)
    }
    for (const call of this.#calls) this.#time(call)
  }

  get rate(): number {
    return this.#rate
  }

  /** May be changed at any time; the time goes on from where it is. */
  set rate(rate: number) {
    this.#base = this.now()
    this.#realBase = performance.now()
    this.#rate = atLeastZero('rate', rate)
    for (const call of this.#calls) this.#time(call)
  }

  get autojumpThreshold(): number {
    return this.#threshold
  }

  /** May be changed at any time. */
  set autojumpThreshold(threshold: number) {
    this.#threshold = atLeastZero('autojumpThreshold', threshold)
    for (const listener of this.#listeners) listener()
  }

  /** @internal */
  onThreshold(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  /** @internal */
  autojump(): boolean {
    const next = Math.min(...[...this.#calls].map((call) => call.time))
    if (next === Infinity) return false
    this.jump(Math.max(0, next - this.now()))
    return true
  }

  /** With a rate, real timers stand behind the virtual ones. */
  #time(call: Call): void {
    clearTimeout(call.timer)
    if (this.#rate === 0) return
    const rest = (call.time - this.now()) / this.#rate
    call.timer = setTimeout(
      () => (call.time <= this.now() ? this.#fire(call) : this.#time(call)),
      Math.min(rest, 86_400_000),
    )
  }

  #fire(call: Call): void {
    this.#forget(call)
    call.fn()
  }

  #forget(call: Call): void {
    this.#calls.delete(call)
    clearTimeout(call.timer)
  }
}

function atLeastZero(what: string, value: number): number {
  if (isDuration(value)) return value
  throw new RangeError(`The ${what} of a MockClock is a number from 0, not ${value}.`)
}
