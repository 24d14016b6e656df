import { vi } from 'vitest'
import { realSleep } from './real-time.ts'

/** The time that a spinner lives in: turned by hand where the model allows it, else the real one. */
export interface Clock extends Disposable {
  readonly virtual: boolean
  /** Lets `ms` pass, and everything happen that is due in them. */
  advance(ms: number): Promise<void>
  /** How many timers wait; 0 in real time, where nobody can tell. */
  waiting(): number
}

/** Puts fake timers in place until it is disposed of. */
export function virtualClock(): Clock {
  vi.useFakeTimers()
  return {
    virtual: true,
    advance: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
    waiting: () => vi.getTimerCount(),
    [Symbol.dispose]: () => void vi.useRealTimers(),
  }
}

/** The clock on the wall. */
export function realClock(): Clock {
  return { virtual: false, advance: realSleep, waiting: () => 0, [Symbol.dispose]: () => {} }
}
