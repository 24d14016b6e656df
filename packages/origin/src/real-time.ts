/**
 * The server's clock and timers are the real ones, taken when this module loads: a test may fake the time of its own
 * client afterwards without stopping the server that runs in the same process.
 */
export const now: () => number = performance.now.bind(performance)

const setRealTimeout = globalThis.setTimeout
const clearRealTimeout = globalThis.clearTimeout

/** Calls `task` after `ms` milliseconds; the function returned cancels that. */
export function later(ms: number, task: () => void): () => void {
  const timer = setRealTimeout(task, ms)
  return () => clearRealTimeout(timer)
}
