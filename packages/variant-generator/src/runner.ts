import type { Effect, Operation } from './operation.ts'

/** A generator being driven. */
export interface Routine<Result> {
  /** Settles when the generator has ended and nothing that it began is under way. */
  readonly result: Promise<Result>
  /** Returns from the generator at its yield; `result` rejects with the reason unless it had ended before. Idempotent. */
  cancel(reason: unknown): void
}

/**
 * Drives a generator, from the next microtask on: begins each effect that it yields and resumes it with the outcome.
 *
 * A cancel is `return()` at the yield. A `finally` on the way out may yield as well, and is waited for, but only as its
 * last act: it too is resumed by `return()`. With `next()` the `yield*` around it would take the end of the cleanup for
 * an ordinary result, and the code after the cancelled call would rise from the dead.
 */
export function drive<Result>(operation: Operation<Result>): Routine<Result> {
  const { promise: result, resolve, reject } = Promise.withResolvers<Result>()
  let state: 'suspended' | 'running' | 'closed' = 'suspended'
  let stop: { reason: unknown } | undefined
  let returning = false
  let current: Effect | undefined
  let waitingFor: Promise<unknown> | undefined
  let leftBehind: Promise<unknown> | undefined

  const resume = (how: () => IteratorResult<Effect, Result>) => {
    state = 'running'
    try {
      const { done, value } = how()
      state = done ? 'closed' : 'suspended'
      if (!done) wait(value)
      else close(() => (stop && returning ? reject(stop.reason) : resolve(value)))
    } catch (error) {
      state = 'closed'
      close(() => reject(error))
    }
  }
  const wait = (effect: Effect) => {
    current = effect
    if (stop && effect.leave && !returning) return unwind()
    const promise = Promise.try(() => effect.begin())
    waitingFor = promise
    promise.then(
      (value) => goOn(promise, () => operation.next(value)),
      (error: unknown) => {
        // A cleanup that fails goes before the cancel that led to it.
        if (promise === waitingFor && stop && returning) stop.reason = error
        goOn(promise, () => operation.throw(error))
      },
    )
  }
  const goOn = (promise: Promise<unknown>, how: () => IteratorResult<Effect, Result>) => {
    if (promise === waitingFor) resume(returning ? goOut : how)
  }
  const unwind = () => {
    returning = true
    leftBehind = waitingFor
    waitingFor = undefined
    resume(goOut)
  }
  const goOut = () => operation.return(undefined as Result)
  const close = (finish: () => void) => {
    if (leftBehind) leftBehind.then(finish, finish)
    else finish()
  }

  queueMicrotask(() => {
    if (state === 'suspended' && !stop) resume(() => operation.next())
  })
  return {
    result,
    cancel(reason) {
      if (stop || state === 'closed') return
      stop = { reason }
      if (state === 'suspended' && current?.leave !== false) unwind()
    },
  }
}
