import { AsyncEvent } from '../../async-event.ts'
import { CancelScope } from '../../cancel-scope.ts'
import { isCancelled } from '../../cancelled.ts'
import { nameOf, Violation } from './violation.ts'

/**
 * One call of a method of the stream under test. It has a scope of its own, and whoever waits for it can be cancelled even
 * if the method can't: a broken stream must not hang the check.
 */
export class Attempt<T = unknown> {
  readonly what: string
  readonly #scope = new CancelScope()
  readonly #over = new AsyncEvent()
  readonly #left = Promise.withResolvers<void>()
  #outcome: PromiseSettledResult<T> | undefined
  #abandoned = false

  constructor(what: string) {
    this.what = what
  }

  /** What the task of the attempt does. It awaits no operation of this package, which would look like one of the method's. */
  async run(call: () => T | PromiseLike<T>): Promise<void> {
    try {
      await this.#scope.run(async () => {
        void this.#settle(call)
        await this.#left.promise
      })
    } catch (error) {
      // What was left behind may have left blocks open.
      if (!this.#abandoned) throw error
    }
  }

  async #settle(call: () => T | PromiseLike<T>): Promise<void> {
    try {
      this.#outcome = { status: 'fulfilled', value: await call() }
    } catch (reason) {
      this.#outcome = { status: 'rejected', reason }
    }
    this.#over.set()
    this.#left.resolve()
  }

  get isOver(): boolean {
    return this.#outcome !== undefined
  }

  cancel(): void {
    this.#scope.cancel()
  }

  /** Lets its task end, whatever the method does. */
  abandon(): void {
    this.#abandoned = !this.isOver
    this.#left.resolve()
  }

  async outcome(): Promise<PromiseSettledResult<T>> {
    await this.#over.wait()
    return this.#outcome!
  }

  /** What it gives. @throws Violation when it fails. */
  async value(): Promise<T> {
    const outcome = await this.outcome()
    if (outcome.status === 'fulfilled') return outcome.value
    if (outcome.reason instanceof Violation) throw outcome.reason
    throw new Violation(`${this.what} ${nameOf(outcome)}.`, outcome)
  }

  /** @throws Violation unless it fails with such an error. */
  async failsWith(expected: abstract new (...args: never[]) => Error): Promise<void> {
    await this.#fails(expected.name, (reason) => reason instanceof expected)
  }

  /** @throws Violation unless it fails with the Cancelled. */
  async isCutShort(): Promise<void> {
    await this.#fails('the Cancelled', isCancelled)
  }

  async #fails(expected: string, isExpected: (reason: unknown) => boolean): Promise<void> {
    const outcome = await this.outcome()
    if (outcome.status === 'rejected' && isExpected(outcome.reason)) return
    throw new Violation(`${this.what} should fail with ${expected}, and ${nameOf(outcome)}.`, outcome)
  }

  /** @throws Violation when it is over. */
  stillWaits(why: string): void {
    const outcome = this.#outcome
    if (outcome) throw new Violation(`${this.what} should wait ${why}, and ${nameOf(outcome)}.`, outcome)
  }
}
