/** Stops this thread for `ms`: no timer, no callback, nothing else of it runs meanwhile. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/**
 * Stops this thread while `state[0]` is `value`, for `ms` at most. Returns whether it has changed. A thread is also woken
 * for nothing: by a notify that comes late, after the change that it tells of was seen.
 */
export function blockWhile(state: Int32Array, value: number, ms: number): boolean {
  const end = performance.now() + ms
  while (Atomics.load(state, 0) === value) {
    if (Atomics.wait(state, 0, value, end - performance.now()) === 'timed-out') return false
  }
  return true
}
