/** A stop sign that two threads share: `go` until somebody says stop. */
export interface Signal {
  readonly shared: Int32Array<SharedArrayBuffer>
}

/** Says go. */
export function createSignal(): Signal {
  return { shared: new Int32Array(new SharedArrayBuffer(4)) }
}

/** Says stop, and wakes whoever waits in {@link waitForStop}. */
export function stop({ shared }: Signal): void {
  Atomics.store(shared, 0, STOP)
  Atomics.notify(shared, 0)
}

/** Blocks this thread for `ms`, or until stop is said if that is sooner. Returns whether it has been said. */
export function waitForStop({ shared }: Signal, ms: number): boolean {
  return Atomics.wait(shared, 0, GO, ms) !== 'timed-out'
}

const GO = 0
const STOP = 1
