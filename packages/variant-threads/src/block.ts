/** Stops this thread for `ms`: no timer, no callback, nothing else of it runs meanwhile. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
