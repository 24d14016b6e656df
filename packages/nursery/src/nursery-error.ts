import { spell } from './cancelled.ts'

/** Chooses errors: a class to be an instance of, or a predicate. */
export type ErrorFilter<E = unknown> = (abstract new (...args: any[]) => E) | ((error: unknown) => boolean)

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
   * Two groups of the same shape: the leaves that match, and the rest. Undefined stands for an empty one.
   *
   * @example
   * ```ts
   * const [tooSlow, rest] = error.split(TooSlowError)
   * ```
   */
  split(filter: ErrorFilter): [matched: NurseryError | undefined, rest: NurseryError | undefined] {
    return [this.#sift(filter, true), this.#sift(filter, false)]
  }

  /** The group of the leaves that match, or undefined. */
  filter(filter: ErrorFilter): NurseryError | undefined {
    return this.#sift(filter, true)
  }

  /** All errors at any depth, groups taken apart. */
  leaves(): unknown[] {
    return this.errors.flatMap((error: unknown) => (error instanceof NurseryError ? error.leaves() : [error]))
  }

  #sift(filter: ErrorFilter, wanted: boolean): NurseryError | undefined {
    const kept = this.errors.flatMap((error: unknown) => {
      if (error instanceof NurseryError) return error.#sift(filter, wanted) ?? []
      return matches(filter, error) === wanted ? [error] : []
    })
    return kept.length > 0 ? this.derive(kept) : undefined
  }
}

function matches(filter: ErrorFilter, error: unknown): boolean {
  if (isErrorClass(filter)) return error instanceof filter
  return filter(error)
}

/** A class can't be called, and a predicate is no subclass of Error. */
function isErrorClass(filter: ErrorFilter): filter is abstract new (...args: any[]) => unknown {
  return filter === Error || filter.prototype instanceof Error
}

function summary(message: string, errors: unknown[]): string {
  const shown = errors
    .slice(0, 3)
    .map((error) => (error instanceof Error ? `${error.name}: ${error.message}` : spell(error)))
  if (errors.length > 3) shown.push('…')
  return `${message} (${errors.length}): ${shown.join('; ')}`
}
