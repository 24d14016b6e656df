/** Real ms that count as one: code that never waits still sees time go by, but a busy machine can't upset an order. */
const SLOWNESS = 50
/** Turns of the event loop in which nothing is due to happen any more but timers. */
const TURNS = 4

interface Timer {
  readonly due: number
  readonly call: () => void
}

/**
 * Replaces this process's `setTimeout` and `performance.now()`: as soon as everything waits, the time jumps to the next
 * timer. They must be looked up when they are called, as this package does.
 */
export function installJumpingTime(): void {
  const realNow = performance.now.bind(performance)
  const timers = new Map<object, Timer>()
  let jumped = 0
  let isWatching = false

  performance.now = () => realNow() / SLOWNESS + jumped
  globalThis.clearTimeout = ((handle: object) => void timers.delete(handle)) as typeof clearTimeout
  globalThis.setTimeout = ((call: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) => {
    const handle = { ref: () => handle, unref: () => handle, hasRef: () => true }
    timers.set(handle, { due: performance.now() + Math.max(1, ms), call: () => call(...values) })
    if (!isWatching) watch(TURNS)
    return handle
  }) as unknown as typeof setTimeout

  function watch(turns: number): void {
    isWatching = timers.size > 0
    if (isWatching) setImmediate(() => (turns > 0 ? watch(turns - 1) : fireNext()))
  }

  /** The earliest; of equal ones the oldest, which a map keeps first. */
  function fireNext(): void {
    const [first, ...rest] = timers
    if (first === undefined) return watch(0)
    const [handle, { due, call }] = rest.reduce((best, timer) => (timer[1].due < best[1].due ? timer : best), first)
    timers.delete(handle)
    jumped += Math.max(0, due - performance.now())
    try {
      call()
    } finally {
      watch(TURNS)
    }
  }
}
