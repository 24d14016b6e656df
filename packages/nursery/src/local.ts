import { current } from './plumbing/current.ts'
import type { ScopeNode } from './plumbing/scope-node.ts'
import { scopeToOpenIn } from './plumbing/scope-to-open-in.ts'

/**
 * A value for the scope in which it is set and for all below it: the tasks of its nurseries included, tasks beside it not.
 *
 * @example
 * ```ts
 * const requestId = new Local<string>('none')
 * requestId.set('r-17')
 * await openNursery((nursery) => nursery.startSoon(async () => console.log(requestId.get()))) // r-17
 * ```
 */
export class Local<T> {
  readonly #initial: T

  constructor(...initial: undefined extends T ? [initial?: T] : [initial: T]) {
    this.#initial = initial[0] as T
  }

  /** The value set nearest around here, or else the one given to the constructor. */
  get(): T {
    for (let node: ScopeNode | null = current().scope; node; node = node.parent) {
      if (node.locals?.has(this)) return node.locals.get(this) as T
    }
    return this.#initial
  }

  /** Sets the value for the innermost scope (nursery, cancel scope, task or run), until that ends. */
  set(value: T): void {
    const node = scopeToOpenIn(current())
    ;(node.locals ??= new Map()).set(this, value)
  }
}
