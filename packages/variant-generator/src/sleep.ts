import { call, type Operation } from './operation.ts'

/** Waits `ms`. Not `node:timers/promises`, whose timers fake timers don't reach. */
export function* sleep(ms: number): Operation<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  try {
    yield* call(() => promise)
  } finally {
    clearTimeout(timer)
    resolve()
  }
}
