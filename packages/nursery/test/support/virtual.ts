import { CancelScope, run, type RunOptions, sleepForever } from '../../src/index.ts'
import { MockClock } from '../../src/mock-clock.ts'

/** Runs `main` with a clock that jumps when everything is blocked: no test waits for real. */
export function virtual<T>(main: () => T | PromiseLike<T>, options: RunOptions = {}): Promise<T> {
  return run(main, { clock: new MockClock({ autojumpThreshold: 0 }), ...options })
}

/** The error that a promise rejects with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It should have been rejected.')
}

/** Blocks until it is cancelled, then cleans up. */
export async function untilCancelled(cleanUp: () => unknown): Promise<never> {
  try {
    return await sleepForever()
  } finally {
    await cleanUp()
  }
}

/** Runs `fn` where no cancellation from outside reaches it. */
export async function shielded(fn: () => unknown): Promise<void> {
  await new CancelScope({ shield: true }).run(fn)
}
