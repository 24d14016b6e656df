/** The time of a run. All times are in milliseconds; only differences between them mean something. */
export interface Clock {
  now(): number
  /** Calls `fn` once, not before `now() >= time`. The function returned takes it back. */
  callAt(time: number, fn: () => void): () => void
  /**
   * For clocks that move by themselves when every task is blocked: how long (in real ms) all must have been blocked
   * first. Infinity or absent: never.
   */
  readonly autojumpThreshold?: number
  /** Moves to the next time asked for with `callAt`. False when there is none. */
  autojump?(): boolean
  /** Is given a function to call when `autojumpThreshold` has changed. The function returned takes it back. */
  onThreshold?(changed: () => void): () => void
}

/** setTimeout's delays wrap around above 2^31 - 1 ms, so longer ones are taken in days. */
const LONGEST = 86_400_000

/** Rounding in the difference of two readings, a millionth of a millisecond; far below what a timer can tell apart. */
const ROUNDING = 1e-6

/**
 * The platform's: `performance.now()` and `setTimeout`, looked up at each call, so that a test's fake timers reach it.
 * Never early: setTimeout is, now and then, so the clock is read again and the rest waited for.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  callAt(time, fn) {
    const wait = (): ReturnType<typeof setTimeout> => setTimeout(check, delay(time - performance.now()))
    const check = () => {
      if (time - performance.now() > ROUNDING) timer = wait()
      else fn()
    }
    let timer = wait()
    return () => clearTimeout(timer)
  },
}

function delay(rest: number): number {
  return Math.min(Math.max(Math.ceil(rest - ROUNDING), 0), LONGEST)
}
