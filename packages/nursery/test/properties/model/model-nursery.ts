import { isOnlyCancelled, type Shape } from '../shape.ts'
import { grouped, type ModelScope } from './model-scope.ts'
import { Blocked, type Simulation } from './simulation.ts'

/** Who hears of a task's end. */
export interface Owner {
  ended(task: ModelTask, failure: Shape | null): void
}

export interface ModelTask {
  readonly id: number
  readonly how: 'soon' | 'service' | 'start'
  readonly own: ModelScope
  owner: Owner
  status: string
  /** What ended it, for those who join it. */
  outcome: Shape | null
  readonly joiners: Blocked[]
}

/** A task that waits for its turn: what begins it, and what is done with one that was cancelled meanwhile (L12 has no say). */
export interface Queued {
  readonly task: ModelTask
  readonly begin: () => void
  readonly skip: () => void
}

/** L1 to L4, bounded nurseries and services. */
export class ModelNursery implements Owner {
  readonly scope: ModelScope
  readonly #simulation: Simulation
  readonly #limit: number
  readonly children = new Set<ModelTask>()
  readonly #queue: Queued[] = []
  #running = 0
  pending = 0
  closed = false
  readonly #errors: Shape[] = []
  #cancelled = false
  /** Cancellations that came in while nothing was cancelled here: errors like others, which its own scope leaves alone. */
  readonly #foreign = new Set<Shape>()
  #joiner: Blocked | null = null

  constructor(simulation: Simulation, scope: ModelScope, limit: number) {
    this.#simulation = simulation
    this.scope = scope
    this.#limit = limit
  }

  add(queued: Queued): void {
    const { task, begin } = queued
    this.children.add(task)
    if (task.how === 'soon' && this.#running >= this.#limit) return void this.#queue.push(queued)
    if (task.how === 'soon') this.#running++
    begin()
    this.advance()
  }

  /** Beyond the limit, but from now on it is one of those who run. */
  adopt(task: ModelTask): void {
    this.children.add(task)
    this.#running++
    task.owner = this
  }

  ended(task: ModelTask, failure: Shape | null): void {
    this.children.delete(task)
    if (failure) this.fail(failure)
    if (task.how !== 'service') {
      this.#running--
      const next = this.#running < this.#limit ? this.#queue.shift() : undefined
      if (next) {
        this.#running++
        if (next.task.own.effective) next.skip()
        else next.begin()
      }
    }
    this.advance()
  }

  /** L3. */
  fail(shape: Shape): void {
    if (!isOnlyCancelled(shape)) this.#errors.push(this.#foreign.size > 0 ? this.#recognised(shape) : shape)
    else if (this.scope.effective) this.#cancelled ||= this.#foreign.size === 0 || !this.#simulation.isKnown()
    else {
      const foreign = { ...shape }
      this.#errors.push(foreign)
      this.#foreign.add(foreign)
    }
    this.#simulation.cancel(this.scope)
  }

  /** An error with its cancellations, of which each may be one of the foreign ones, come in once more. */
  #recognised(shape: Shape): Shape {
    if (shape.kind === 'leaf') return shape
    if (shape.kind === 'group') return { kind: 'group', of: shape.of.map((each) => this.#recognised(each)) }
    if (shape.kind === 'pair')
      return { kind: 'pair', late: this.#recognised(shape.late), early: this.#recognised(shape.early) }
    if (!this.#simulation.isKnown()) return shape
    const foreign = { ...shape }
    this.#foreign.add(foreign)
    return foreign
  }

  /** L1: not before the last child and the last pending start. */
  *join(): Generator<unknown, void> {
    if (this.children.size === 0 && this.pending === 0) {
      this.closed = true
      yield* this.#simulation.turn()
      return
    }
    this.#joiner = new Blocked(null)
    this.advance()
    yield this.#joiner
  }

  close(): Shape | null {
    return this.scope.close(grouped(this.#errors, this.#cancelled), this.#foreign)
  }

  advance(): void {
    if (!this.#joiner || this.pending > 0) return
    if (this.children.size === 0) {
      this.closed = true
      this.#simulation.settle(this.#joiner, { value: undefined })
    } else if ([...this.children].every(({ how }) => how === 'service')) {
      for (const { own } of this.children) this.#simulation.cancel(own)
    }
  }
}
