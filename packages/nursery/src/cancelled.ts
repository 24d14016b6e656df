/** What asked for a cancellation. */
export type CancelSource = 'deadline' | 'explicit' | 'nursery' | 'signal' | 'shutdown'

const key = Symbol('Cancelled')

/**
 * What a checkpoint throws inside a cancelled scope, again and again, until the scope that was cancelled takes it.
 * Let it through: catch it only to clean up, and rethrow it ({@link rethrowIfCancelled}). It has no public constructor; to cancel something
 * call `scope.cancel()`.
 *
 * Every task below one cancelled scope gets the same object, whose stack shows where the cancellation was asked for.
 */
export class Cancelled extends Error {
  static {
    Cancelled.prototype.name = 'Cancelled'
  }

  /** What asked for it. */
  readonly source: CancelSource
  /** The value given to `cancel(reason)`, the error that failed the nursery, or the signal's reason. */
  readonly reason: unknown
  /** The task that asked for it, if a task did. */
  readonly taskName: string | undefined

  /** @internal */
  constructor(token: symbol, source: CancelSource, reason: unknown, taskName: string | undefined) {
    if (token !== key) throw new TypeError('Cancelled has no public constructor: call scope.cancel(reason) instead.')
    super(describe(source, reason, taskName))
    this.source = source
    this.reason = reason
    this.taskName = taskName
  }
}

/** @internal */
export function createCancelled(source: CancelSource, reason?: unknown, taskName?: string): Cancelled {
  return new Cancelled(key, source, reason, taskName)
}

/** True for a {@link Cancelled}, and for a group or SuppressedError that holds nothing else. */
export function isCancelled(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isCancelled)
  if (isSuppressed(error)) return isCancelled(error.error) && isCancelled(error.suppressed)
  return error instanceof Cancelled
}

/**
 * First line of a `catch` that handles real errors: lets cancellation go on.
 *
 * @example
 * ```ts
 * try { await fetchPage() } catch (error) { rethrowIfCancelled(error); report(error) }
 * ```
 */
export function rethrowIfCancelled(error: unknown): void {
  if (isCancelled(error)) throw error
}

/** @internal Also true for the one TypeScript's down-levelled `using` makes, which is found by name. */
export function isSuppressed(error: unknown): error is SuppressedError {
  return error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error
}

function describe(source: CancelSource, reason: unknown, taskName: string | undefined): string {
  let text = `cancelled due to ${source}`
  if (reason !== undefined) text += ` with reason '${spell(reason)}'`
  if (taskName !== undefined) text += ` from task ${taskName}`
  return text
}

/** @internal Never throws, since `cancel()` never does: an object without a prototype has no String(). */
export function spell(reason: unknown): string {
  if (reason instanceof Error) return reason.message
  if (typeof reason === 'object' && reason !== null) return Object.prototype.toString.call(reason)
  const plain = reason as string | symbol | null | undefined
  return String(plain)
}
