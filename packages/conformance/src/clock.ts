import { install } from '@sinonjs/fake-timers'
import { realSleep } from './real-time.ts'

/** The time that a spinner lives in: turned by hand where the model allows it, else the real one. */
export interface Clock extends Disposable {
  readonly virtual: boolean
  /** Lets `ms` pass, and everything happen that is due in them. */
  advance(ms: number): Promise<void>
  /** How many timers wait; 0 in real time, where nobody can tell. */
  waiting(): number
}

/** Puts fake timers in place until it is disposed of. They need no test runner, so that a clause needs none. */
export function virtualClock(): Clock {
  const clock = install({ toFake: [...FAKED] })
  return {
    virtual: true,
    async advance(ms) {
      // A model may need turns of the real loop, of I/O or a message port, before it sets a timer.
      await realSleep(1)
      await clock.tickAsync(ms)
    },
    waiting: () => clock.countTimers(),
    [Symbol.dispose]: () => clock.uninstall(),
  }
}

/** The clock on the wall. */
export function realClock(): Clock {
  return { virtual: false, advance: realSleep, waiting: () => 0, [Symbol.dispose]: () => {} }
}

// Not nextTick and microtasks: they are order, not time.
const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
] as const
