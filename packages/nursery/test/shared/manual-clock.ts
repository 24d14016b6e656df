import type { Clock } from '@interleave/nursery'

/** A clock that stands still until it is told the time. */
export class ManualClock implements Clock {
  #time = 0
  readonly #calls = new Set<{ readonly time: number; readonly fn: () => void }>()

  now(): number {
    return this.#time
  }

  callAt(time: number, fn: () => void): () => void {
    const call = { time, fn }
    this.#calls.add(call)
    return () => void this.#calls.delete(call)
  }

  /** Moves on by `ms` and calls what is due. */
  advance(ms: number): void {
    this.#time += ms
    for (const call of this.#calls) {
      if (call.time > this.#time) continue
      this.#calls.delete(call)
      call.fn()
    }
  }
}
