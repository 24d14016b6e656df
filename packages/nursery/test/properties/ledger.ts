import { leavesOf, type Shape } from './shape.ts'

/** A wait for something first in, first out: when it was asked for and when it came. */
export interface Claim {
  readonly id: number
  readonly askedAt: number
  /** Undefined: not yet, or never. */
  gotAt: number | undefined
  /** Its place among all that came, of all resources. */
  gotAs: number | undefined
}

export interface Transfer extends Claim {
  /** The item that was sent or received. */
  item: number | undefined
  outcome: 'pending' | 'fine' | 'cancelled' | 'refused'
}

/** What goes through one channel, in the order in which it was asked for. */
export interface ChannelBook {
  readonly capacity: number
  readonly sends: Transfer[]
  readonly receives: Transfer[]
  receiverClosed: boolean
}

export interface PermitBook {
  readonly permits: number
  readonly claims: Claim[]
  holding: number
}

/** Where every error, every item and every permit of a run is accounted for. */
export class Ledger {
  readonly thrown = new Set<string>()
  readonly accounted = new Set<string>()
  readonly faults: string[] = []
  /** Blocks and tasks that have begun and not ended. */
  readonly open = new Set<string>()
  /** Tasks by the block that must outlive them. */
  readonly #living = new Map<number, Set<number>>()
  readonly channels: ChannelBook[]
  readonly permits: Record<'lock' | 'semaphore' | 'limiter', PermitBook[]>
  #arrivals = 0

  constructor(channels: readonly number[], locks: number, semaphores: readonly number[], limiters: readonly number[]) {
    this.channels = channels.map((capacity) => ({ capacity, sends: [], receives: [], receiverClosed: false }))
    const books = (counts: readonly number[]) => counts.map((permits) => ({ permits, claims: [], holding: 0 }))
    this.permits = {
      lock: books(Array.from({ length: locks }, () => 1)),
      semaphore: books(semaphores),
      limiter: books(limiters),
    }
  }

  begin(what: string): void {
    if (this.open.has(what)) this.faults.push(`${what} began twice`)
    this.open.add(what)
  }

  end(what: string): void {
    if (!this.open.delete(what)) this.faults.push(`${what} ended without having begun`)
  }

  /** L1: a block's tasks. */
  taskOf(block: number, task: number): void {
    const tasks = this.#living.get(block) ?? new Set()
    this.#living.set(block, tasks.add(task))
  }

  taskLeft(block: number, task: number): void {
    this.#living.get(block)?.delete(task)
  }

  blockEnded(block: number): void {
    const living = [...(this.#living.get(block) ?? [])]
    if (living.length > 0) this.faults.push(`block ${block} ended before its tasks ${living.join(', ')}`)
  }

  /** Somebody has taken the errors of `shape`, so that they needn't come out. */
  account(shape: Shape): void {
    for (const name of leavesOf(shape)) this.accounted.add(name)
  }

  arrival(): number {
    return ++this.#arrivals
  }
}
