import { type Cancelled, createCancelled } from './cancelled.ts'
import { currentTime } from './current-time.ts'
import { closeScope, type Failure, tidyScope } from './plumbing/close-scope.ts'
import { BlockSlot, runInSlot, type Slot, slotHere } from './plumbing/context.ts'
import { current, currentTaskName } from './plumbing/current.ts'
import { isDuration } from './plumbing/is-duration.ts'
import { scopeToOpenIn } from './plumbing/scope-to-open-in.ts'
import { refuseGenerator } from './plumbing/refuse-generator.ts'
import { ScopeNode } from './plumbing/scope-node.ts'
import { silence } from './plumbing/silence.ts'

/** How a scope's body ended: with its value, or cut short by the scope's cancellation. */
export type Outcome<T> = { cancelled: false; value: T } | { cancelled: true; value?: undefined }

export interface CancelScopeOptions {
  /** Absolute, on the run's clock (`currentTime()`), in ms. */
  readonly deadline?: number | undefined
  /** In ms, counted from when the scope is entered. */
  readonly timeout?: number | undefined
  /** Hides cancellations from outside. */
  readonly shield?: boolean | undefined
  /** For the task tree and for `TooSlowError`. */
  readonly name?: string | undefined
}

/**
 * Whatever runs inside can be cancelled, as a whole, at its checkpoints. May be made, cancelled and shielded before it is
 * entered; entered once.
 *
 * @example
 * ```ts
 * const scope = new CancelScope()
 * stopButton.onclick = () => scope.cancel('stopped by hand')
 * const outcome = await scope.run(() => download())
 * ```
 */
export class CancelScope {
  /** @internal The scope of a node that was opened otherwise. */
  static of: (node: ScopeNode) => CancelScope
  /** @internal The node of a scope that was entered. */
  static nodeOf: (scope: CancelScope) => ScopeNode

  static {
    CancelScope.of = (node) => {
      const scope = new CancelScope()
      scope.#node = node
      return scope
    }
    CancelScope.nodeOf = (scope) => scope.#node!
  }

  readonly name: string | undefined
  #node: ScopeNode | null = null
  /** What is set before the scope is entered; the node has it afterwards. */
  #deadline: number
  #timeout: number | undefined
  #shield: boolean
  #cause: Cancelled | null = null
  #controller: AbortController | null = null

  /** @throws RangeError for a time that is none, TypeError for both a deadline and a timeout. */
  constructor(options: CancelScopeOptions = {}) {
    const { deadline, timeout, shield = false, name } = options
    if (deadline !== undefined && timeout !== undefined) {
      throw new TypeError('Give a CancelScope a deadline (absolute) or a timeout (from entry), not both.')
    }
    if (timeout !== undefined && !isDuration(timeout)) {
      throw new RangeError(`A timeout is a number of ms from 0 to Infinity, not ${timeout}.`)
    }
    this.#deadline = asDeadline(deadline ?? Infinity)
    this.#timeout = timeout
    this.#shield = asShield(shield)
    this.name = name
  }

  /**
   * Runs `body` inside this scope.
   *
   * Resolves with `{ cancelled: true }` when this scope's own cancellation cut it short (L7: unless a scope around it is
   * cancelled too), else with the value of the body. Rejects with what the body throws otherwise. Not a checkpoint.
   */
  async run<T>(body: (scope: CancelScope) => T | PromiseLike<T>): Promise<Outcome<T>> {
    if (typeof body !== 'function') {
      silence(body)
      throw new TypeError('A scope or a time limit takes the function, not its promise: () => work(), not work().')
    }
    const slot = this.#enter()
    const node = slot.scope
    let failure: Failure | null = null
    let value: T | undefined
    try {
      const result = runInSlot(slot, () => body(this))
      value = await refuseGenerator(result, 'The body of this scope')
    } catch (error) {
      failure = { error }
    }
    const tidying = tidyScope(node, failure)
    if (tidying) failure = await tidying
    const rest = closeScope(node, failure)
    if (rest) throw rest.error
    return failure ? { cancelled: true } : { cancelled: false, value: value as T }
  }

  /** L9: takes effect at once, never throws, is no checkpoint. The first reason stays. */
  cancel(reason?: unknown): void {
    const cancelled = createCancelled('explicit', reason, currentTaskName())
    if (this.#node) this.#node.cancel(cancelled)
    else if (!this.#cause) this.#cancelEarly(cancelled)
  }

  /**
   * Calls `fn` as code of this scope. Needed only where there is no AsyncLocalStorage (browsers), for an operation after
   * an `await`: `await scope.call(() => sleep(5))`.
   */
  call<R>(fn: () => R): R {
    const node = this.#node
    if (!node || node.closed)
      throw new Error('scope.call works only inside the scope: call it from the body of scope.run.')
    const task = slotHere()?.task
    return runInSlot(new BlockSlot(task && task.run === node.run ? task : node.task, node), fn)
  }

  /** Whether it was asked to cancel, by hand or by a deadline that has passed. Never turns back to false. */
  get cancelCalled(): boolean {
    const node = this.#node
    if (!node) {
      if (!this.#cause && this.#deadline <= currentTime()) this.#cancelEarly(createCancelled('deadline'))
      return this.#cause !== null
    }
    node.run.expireDue()
    return node.cause !== null
  }

  /** Whether it has taken at least one `Cancelled` out of what its body threw. */
  get cancelledCaught(): boolean {
    return this.#node !== null && this.#node.caught
  }

  /** On the run's clock; may be moved at any time, though never so as to un-cancel. */
  get deadline(): number {
    this.#requireAbsolute()
    return this.#node ? this.#node.due : this.#deadline
  }

  set deadline(deadline: number) {
    this.#requireAbsolute()
    this.#deadline = asDeadline(deadline)
    this.#node?.setDue(deadline)
  }

  /** May be turned on and off at any time, with immediate effect. */
  get shield(): boolean {
    return this.#node ? this.#node.shield : this.#shield
  }

  set shield(shield: boolean) {
    this.#shield = asShield(shield)
    this.#node?.setShield(shield)
  }

  /** For APIs that take a signal: aborts, with the `Cancelled`, when the scope becomes effectively cancelled. */
  get signal(): AbortSignal {
    if (this.#node) return this.#node.signal
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#cause) this.#controller.abort(this.#cause)
    }
    return this.#controller.signal
  }

  #enter(): Slot {
    if (this.#node) throw new Error('A CancelScope is entered once: make a new CancelScope for each run.')
    const slot = current()
    const { run } = slot.scope
    const node = new ScopeNode(run, scopeToOpenIn(slot), slot.task, this.name, this.#shield)
    this.#node = node
    node.controller = this.#controller
    if (this.#cause) node.cancel(this.#cause)
    else if (node.effective) this.#controller?.abort(node.effective)
    node.setDue(this.#timeout === undefined ? this.#deadline : run.clock.now() + this.#timeout)
    return new BlockSlot(slot.task, node)
  }

  #cancelEarly(cancelled: Cancelled): void {
    this.#cause = cancelled
    this.#controller?.abort(cancelled)
  }

  #requireAbsolute(): void {
    if (!this.#node && this.#timeout !== undefined) {
      throw new Error('A scope with a timeout has no deadline before it is entered: read or set it inside scope.run.')
    }
  }
}

function asDeadline(deadline: number): number {
  if (typeof deadline === 'number' && !Number.isNaN(deadline)) return deadline
  throw new RangeError(`A deadline is a time on the run's clock, such as currentTime() + 5_000, not ${deadline}.`)
}

function asShield(shield: boolean): boolean {
  if (typeof shield === 'boolean') return shield
  throw new TypeError(`shield is true or false, not ${String(shield)}.`)
}
