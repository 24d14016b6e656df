import { Cancelled, isSuppressed, spell } from './cancelled.ts'

/**
 * Chooses errors: a class to be an instance of, or a predicate. `Cancelled` is of no other class here, not even of `Error`,
 * since a task that was told to stop has not failed (in Python it is no `Exception`).
 */
export type ErrorFilter<E = unknown> =
  | (abstract new (...args: any[]) => E)
  | ((error: unknown) => error is E)
  | ((error: unknown) => boolean)

/** A group of errors that were chosen by a class or a type predicate. */
export interface NurseryErrorOf<E> extends NurseryError {
  leaves(): E[]
}

/**
 * What comes out of a nursery in which something failed: always one of these, one level per nursery, with `errors` in the
 * order in which they arrived, as in Trio's strict exception groups.
 */
export class NurseryError extends AggregateError {
  static {
    NurseryError.prototype.name = 'NurseryError'
  }

  constructor(errors: Iterable<unknown>, message = 'Errors from a nursery', options?: ErrorOptions) {
    const list = [...errors]
    super(list, summary(message, list), options)
    this.#plain = message
  }

  readonly #plain: string

  /** A group with the same message and cause, and other errors. */
  derive(errors: Iterable<unknown>): NurseryError {
    return new NurseryError(errors, this.#plain, 'cause' in this ? { cause: this.cause } : undefined)
  }

  /**
   * Two groups of the same shape: the leaves that match, and the rest. Undefined stands for an empty one. The two errors
   * of a SuppressedError may come apart.
   *
   * @example
   * ```ts
   * const [tooSlow, rest] = error.split(TooSlowError)
   * ```
   */
  split<E>(filter: ErrorFilter<E>): [matched: NurseryErrorOf<E> | undefined, rest: NurseryError | undefined] {
    // Asked once for each leaf: a predicate may count, or remember.
    const verdicts: boolean[] = []
    const matched = this.#sift((error) => {
      const verdict = matches(filter, error)
      verdicts.push(verdict)
      return verdict
    })
    let leaf = 0
    return [matched as NurseryErrorOf<E> | undefined, this.#sift(() => !verdicts[leaf++])]
  }

  /** The group of the leaves that match, or undefined. */
  filter<E>(filter: ErrorFilter<E>): NurseryErrorOf<E> | undefined {
    return this.#sift((error) => matches(filter, error)) as NurseryErrorOf<E> | undefined
  }

  /** All errors at any depth, groups taken apart. */
  leaves(): unknown[] {
    return this.errors.flatMap((error: unknown) => (error instanceof NurseryError ? error.leaves() : [error]))
  }

  #sift(wanted: (leaf: unknown) => boolean): NurseryError | undefined {
    const kept = this.errors.flatMap((error: unknown) => NurseryError.#kept(error, wanted))
    return kept.length > 0 ? this.derive(kept) : undefined
  }

  /** What of an error is wanted, in a list: it, a part of it, or nothing. */
  static #kept(error: unknown, wanted: (leaf: unknown) => boolean): unknown[] {
    if (error instanceof NurseryError) {
      const group = error.#sift(wanted)
      return group ? [group] : []
    }
    if (error instanceof AggregateError && holdsCancelled(error)) {
      const kept = error.errors.flatMap((part: unknown) => NurseryError.#kept(part, wanted))
      return kept.length > 0 ? [regroup(error, kept)] : []
    }
    if (!isSuppressed(error)) return wanted(error) ? [error] : []
    const late = NurseryError.#kept(error.error, wanted)
    const early = NurseryError.#kept(error.suppressed, wanted)
    if (late.length === 0 || early.length === 0) return [...late, ...early]
    const isWhole = late[0] === error.error && early[0] === error.suppressed
    return [isWhole ? error : new SuppressedError(late[0], early[0], error.message)]
  }
}

function matches(filter: ErrorFilter, error: unknown): boolean {
  if (!isErrorClass(filter)) return filter(error)
  return error instanceof filter && (filter === Cancelled || !(error instanceof Cancelled))
}

/** Such a group of somebody else's comes apart; others are one error. */
function holdsCancelled(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(holdsCancelled)
  if (isSuppressed(error)) return holdsCancelled(error.error) || holdsCancelled(error.suppressed)
  return error instanceof Cancelled
}

/** @internal A group like this one, of other errors. */
export function regroup(group: AggregateError, errors: unknown[]): AggregateError {
  if (group instanceof NurseryError) return group.derive(errors)
  return new AggregateError(errors, group.message, { cause: group.cause })
}

/** A class can't be called, and a predicate is no subclass of Error. What is thrown may be of a class that isn't either. */
function isErrorClass(filter: ErrorFilter): filter is abstract new (...args: any[]) => unknown {
  return (
    filter === Error || filter.prototype instanceof Error || /^class\b/.test(Function.prototype.toString.call(filter))
  )
}

function summary(message: string, errors: unknown[]): string {
  const shown = errors
    .slice(0, 3)
    .map((error) => (error instanceof Error ? `${error.name}: ${error.message}` : spell(error)))
  if (errors.length > 3) shown.push('…')
  return `${message} (${errors.length}): ${shown.join('; ')}`
}
