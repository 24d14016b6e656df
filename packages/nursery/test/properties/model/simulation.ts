import { CANCELLED, type Shape } from '../shape.ts'
import type { ModelScope } from './model-scope.ts'
import type { Order } from './order.ts'

/** What the model's tasks throw, so that an error in the model itself isn't taken for one. */
export class Thrown {
  readonly shape: Shape

  constructor(shape: Shape) {
    this.shape = shape
  }
}

export type Answer = { readonly value: unknown } | { readonly error: Shape }

/** A blocked operation. */
export class Blocked {
  /** Where it sees a cancellation; null when it can't be cancelled. */
  readonly scope: ModelScope | null
  /** Whatever a primitive keeps beside it. */
  readonly item: unknown
  readonly due: number
  strand: Strand | null = null
  answer: Answer | null = null
  queue: Blocked[] | null = null

  constructor(scope: ModelScope | null, due = Infinity, item?: unknown) {
    this.scope = scope
    this.due = due
    this.item = item
  }
}

type Fiber = Generator<unknown, void>

/** A task's code. */
interface Strand {
  /** In the order of starting. */
  readonly number: number
  readonly fiber: Fiber
}

interface Ready {
  readonly strand: Strand
  readonly answer: Answer
}

/** Yielded by who goes on when nobody else is ready. */
const LATE = Symbol('late')

const NOTHING: Answer = { value: undefined }

/** A clock, ready tasks and blocked ones. Tasks are generators that yield `undefined` for a turn, or a `Blocked`. */
export class Simulation {
  now = 0
  #started = 0
  readonly #order: Order
  #ready: Ready[] = []
  #late: Ready[] = []
  readonly #blocked = new Set<Blocked>()
  readonly #timed = new Set<ModelScope>()
  /** Scopes that are cancelled with another: pending starts with the nursery they will move to. */
  readonly linked = new Map<ModelScope, ModelScope>()

  constructor(order: Order) {
    this.#order = order
  }

  start(fiber: Fiber): void {
    this.#ready.push({ strand: { number: ++this.#started, fiber }, answer: NOTHING })
  }

  /** Runs to the end. False for a deadlock: somebody is blocked, and nobody will ever wake anybody. */
  run(): boolean {
    do {
      while (this.#ready.length > 0) this.#step()
      this.#ready = this.#late
      this.#late = []
    } while (this.#ready.length > 0 || this.#advance())
    return this.#blocked.size === 0
  }

  /** The schedule half of a checkpoint. */
  *turn(): Fiber {
    yield this.#order.isLong() ? LATE : undefined
  }

  /** The end of a block takes a while, in which others may go on. */
  *boundary(): Fiber {
    for (let left = this.#order.pause(); left > 0; left--) yield undefined
  }

  /** Of two tasks cancelled by one scope, both bring the same cancellation; by two scopes, each its own. The model keeps no books on that. */
  isKnown(): boolean {
    return this.#order.isKnown()
  }

  /** L5: throws in a cancelled scope, whatever was caught before. */
  check(scope: ModelScope): void {
    if (scope.effective) throw new Thrown(CANCELLED)
  }

  *checkpoint(scope: ModelScope): Fiber {
    yield* this.turn()
    this.check(scope)
  }

  /** Blocks the task that runs, until it is settled. Throws at once in a cancelled scope. */
  *block(scope: ModelScope, options: { due?: number; item?: unknown; queue?: Blocked[] } = {}): Generator {
    this.check(scope)
    const blocked = new Blocked(scope, options.due, options.item)
    if (options.queue) {
      blocked.queue = options.queue
      options.queue.push(blocked)
    }
    return yield blocked
  }

  /** Exactly once: the first answer stands (L9). */
  settle(blocked: Blocked, answer: Answer): void {
    if (blocked.answer) return
    blocked.answer = answer
    this.#blocked.delete(blocked)
    if (blocked.queue) blocked.queue.splice(blocked.queue.indexOf(blocked), 1)
    if (blocked.strand) this.#ready.push({ strand: blocked.strand, answer })
  }

  /** All in a queue, which each of them leaves. */
  settleAll(queue: readonly Blocked[], answer: Answer): void {
    while (queue[0]) this.settle(queue[0], answer)
  }

  cancel(scope: ModelScope): void {
    scope.cause ??= 'other'
    this.deliver()
  }

  setDue(scope: ModelScope, due: number): void {
    scope.due = due
    if (scope.closed || scope.cause || due === Infinity) return
    this.#timed.add(scope)
    if (due > this.now) return
    scope.cause = 'deadline'
    this.deliver()
  }

  /** To be called after any change of the tree: whoever is blocked in a cancelled scope is told. */
  deliver(): void {
    for (const [pending, target] of this.linked) if (target.effective) pending.cause ??= 'other'
    for (const blocked of this.#blocked) {
      if (blocked.scope?.effective) this.settle(blocked, { error: CANCELLED })
    }
  }

  #step(): void {
    const numbers = this.#ready.map(({ strand }) => strand.number)
    const [{ strand, answer }] = this.#ready.splice(this.#order.pick(numbers), 1) as [Ready]
    const { fiber } = strand
    const { done, value } = 'error' in answer ? fiber.throw(new Thrown(answer.error)) : fiber.next(answer.value)
    if (done) return
    if (value === LATE) return void this.#late.push({ strand, answer: NOTHING })
    if (!(value instanceof Blocked)) return void this.#ready.push({ strand, answer: NOTHING })
    value.strand = strand
    if (value.answer) this.#ready.push({ strand, answer: value.answer })
    else this.#blocked.add(value)
  }

  /** L15: to the next time, where all scopes come before any sleeper. */
  #advance(): boolean {
    for (const scope of this.#timed) if (scope.closed || scope.cause) this.#timed.delete(scope)
    const times = [...this.#timed, ...this.#blocked].map(({ due }) => due)
    const next = Math.min(...times)
    if (next === Infinity) return false
    this.now = Math.max(this.now, next)
    for (const scope of this.#timed) if (scope.due <= this.now) scope.cause = 'deadline'
    this.deliver()
    for (const blocked of this.#blocked) if (blocked.due <= this.now) this.settle(blocked, NOTHING)
    return true
  }
}
