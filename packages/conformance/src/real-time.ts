// Taken before any fake timers are put in place.
const { setTimeout, clearTimeout } = globalThis

/** Resolves after `ms` of real time, whatever a test does to the clock. */
export function realSleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Settles as `promise` does, or rejects with `message` when that takes longer than `ms` of real time. */
export async function within<Value>(ms: number, promise: Promise<Value>, message: string): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(message)), ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
