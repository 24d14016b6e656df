/** ms on the machine's steady clock, the same in every thread; `performance.now()` counts from each thread's own start. */
export function steadyNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** What this thread's `performance.now()` was at an instant of {@link steadyNow}. */
export function onThisThread(steady: number): number {
  return performance.now() - (steadyNow() - steady)
}
