/** What a generator yields to the runner: something to begin, whose end it waits for. */
export interface Effect {
  /** Called by the runner, unless a cancel came first. What it returns or resolves to is the value of the `yield`. */
  begin(): unknown
  /** Whether a cancel leaves it behind. If not, the generator goes on and is cancelled at its next effect that can be. */
  readonly leave: boolean
}

/** Work that waits by yielding. Nothing of it runs before the runner, or a `yield*`, drives it. */
export type Operation<Result> = Generator<Effect, Result, unknown>

/** Waits for what `begin` starts; a cancel doesn't: it runs the `finally` blocks around at once. */
export function* call<Result>(begin: () => Result | PromiseLike<Result>): Operation<Result> {
  // Only the runner resumes here, with what `begin` gave; a yield can't say that in its type.
  return (yield { begin, leave: true }) as Result
}

/** Waits for what `begin` starts to its very end, also when cancelled. */
export function* complete<Result>(begin: () => Result | PromiseLike<Result>): Operation<Result> {
  return (yield { begin, leave: false }) as Result
}
