import type { Resources } from '../program.ts'
import type { ModelScope } from './model-scope.ts'
import type { ModelTask } from './model-nursery.ts'
import type { Answer, Blocked, Simulation } from './simulation.ts'
import { leaf } from '../shape.ts'

const DONE: Answer = { value: undefined }

const CLOSED = leaf('closed')
const BROKEN = leaf('broken')
const END = leaf('end')
export const WOULD_BLOCK = leaf('would block')

/** A lock (one permit), a semaphore or a limiter: permits, and a line for them (L16). */
class ModelPermits {
  free: number
  readonly holders = new Set<ModelTask | null>()
  readonly #queue: Blocked[] = []
  readonly #simulation: Simulation

  constructor(simulation: Simulation, permits: number) {
    this.#simulation = simulation
    this.free = permits
  }

  *acquire(scope: ModelScope, task: ModelTask | null): Generator<unknown, void> {
    this.#simulation.check(scope)
    if (this.free > 0) {
      this.free--
      this.holders.add(task)
      yield* this.#simulation.turn()
    } else yield* this.#simulation.block(scope, { queue: this.#queue, item: task })
  }

  release(task: ModelTask | null): void {
    this.holders.delete(task)
    const next = this.#queue[0]
    if (!next) return void this.free++
    this.holders.add(next.item as ModelTask | null)
    this.#simulation.settle(next, DONE)
  }
}

/** A memory channel with one handle at each end. */
class ModelChannel {
  readonly #simulation: Simulation
  readonly #capacity: number
  readonly #buffer: number[] = []
  readonly #senders: Blocked[] = []
  readonly #receivers: Blocked[] = []
  #canSend = true
  #canReceive = true

  constructor(simulation: Simulation, capacity: number) {
    this.#simulation = simulation
    this.#capacity = capacity
  }

  /** What became of it without waiting; undefined if it must wait. */
  trySend(value: number): Answer | undefined {
    if (!this.#canSend) return { error: CLOSED }
    if (!this.#canReceive) return { error: BROKEN }
    const receiver = this.#receivers[0]
    if (receiver) this.#simulation.settle(receiver, { value })
    else if (this.#buffer.length < this.#capacity) this.#buffer.push(value)
    else return undefined
    return DONE
  }

  tryReceive(): Answer | undefined {
    if (!this.#canReceive) return { error: CLOSED }
    const sender = this.#senders[0]
    if (sender) {
      this.#buffer.push(sender.item as number)
      this.#simulation.settle(sender, DONE)
    }
    if (this.#buffer.length > 0) return { value: this.#buffer.shift() }
    return this.#canSend ? undefined : { error: END }
  }

  *send(scope: ModelScope, value: number): Generator<unknown, void> {
    yield* this.#simulation.block(scope, { queue: this.#senders, item: value })
  }

  *receive(scope: ModelScope): Generator<unknown, number> {
    return yield* this.#simulation.block(scope, { queue: this.#receivers })
  }

  close(end: 'send' | 'receive'): void {
    if (end === 'send') {
      if (!this.#canSend) return
      this.#canSend = false
      this.#simulation.settleAll(this.#senders, { error: CLOSED })
      this.#simulation.settleAll(this.#receivers, { error: END })
    } else {
      if (!this.#canReceive) return
      this.#canReceive = false
      this.#simulation.settleAll(this.#receivers, { error: CLOSED })
      this.#simulation.settleAll(this.#senders, { error: BROKEN })
      this.#buffer.length = 0
    }
  }
}

export interface ModelResources {
  readonly channels: readonly ModelChannel[]
  readonly lock: readonly ModelPermits[]
  readonly semaphore: readonly ModelPermits[]
  readonly limiter: readonly ModelPermits[]
}

export function modelResources(simulation: Simulation, resources: Resources): ModelResources {
  const permits = (count: number) => new ModelPermits(simulation, count)
  return {
    channels: resources.channels.map((capacity) => new ModelChannel(simulation, capacity)),
    lock: Array.from({ length: resources.locks }, () => permits(1)),
    semaphore: resources.semaphores.map(permits),
    limiter: resources.limiters.map(permits),
  }
}
