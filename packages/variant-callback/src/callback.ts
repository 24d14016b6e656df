/** Error first, as Node's own: called exactly once, and later than the call that it was given to. */
export type Callback<Result> = (...end: [error: Error, result: undefined] | [error: null, result: Result]) => void

/** The same of work that has no result but its end. */
export type Done = (error: Error | null) => void

/** Asks what is under way to stop, for this reason. It still calls back, once, when it has ended. */
export type Cancel = (reason: Error) => void

/** Stands for something that was thrown and is no error; `cause` is what. */
class NotAnError extends Error {
  override readonly name = 'NotAnError'

  constructor(cause: unknown) {
    super('Not an error was thrown.', { cause })
  }
}

/** What was caught, fit to stand in first place: null or undefined there would say that all went well. */
export function asError(caught: unknown): Error {
  return caught instanceof Error ? caught : new NotAnError(caught)
}

/** The way back: what was caught. */
export function asCaught(error: Error): unknown {
  return error instanceof NotAnError ? error.cause : error
}

/**
 * Calls back with what `work` returns or throws. The callback stands outside the `try`: what it throws itself must not
 * call it a second time.
 */
export function attempt<Result>(work: () => Result, callback: Callback<Result>): void {
  let result: Result
  try {
    result = work()
  } catch (error) {
    return callback(asError(error), undefined)
  }
  callback(null, result)
}

/** For what fails before anything has begun: calls back at the next tick, and there is nothing to cancel. */
export function refuse(error: unknown, callback: (error: Error, result: undefined) => void): Cancel {
  process.nextTick(callback, asError(error), undefined)
  return () => {}
}
