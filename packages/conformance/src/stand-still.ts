/** Stops this thread, event loop and all, for `ms`, as a computation would. */
export function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
