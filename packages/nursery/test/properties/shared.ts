import {
  BrokenResourceError,
  CapacityLimiter,
  ClosedResourceError,
  currentTime,
  EndOfChannel,
  isCancelled,
  Lock,
  openMemoryChannel,
  type ReceiveChannel,
  Semaphore,
  type SendChannel,
  WouldBlock,
} from '../../src/index.ts'
import type { Ledger, Transfer } from './ledger.ts'
import type { Resources, Section, Step } from './program.ts'
import type { Trace } from './trace.ts'

/** The channels, locks, semaphores and limiters of a program, with every use of them in the books. */
export class Shared {
  readonly #ledger: Ledger
  readonly #trace: Trace
  readonly #permits: readonly number[]
  readonly #channels: readonly [SendChannel<number>, ReceiveChannel<number>][]
  readonly #resources: { lock: Lock[]; semaphore: Semaphore[]; limiter: CapacityLimiter[] }
  readonly #held = new Map<number | null, Set<unknown>>()

  constructor({ channels, locks, semaphores, limiters }: Resources, ledger: Ledger, trace: Trace) {
    this.#ledger = ledger
    this.#trace = trace
    this.#permits = semaphores
    this.#channels = channels.map((capacity) => openMemoryChannel<number>(capacity))
    this.#resources = {
      lock: Array.from({ length: locks }, () => new Lock()),
      semaphore: semaphores.map((permits) => new Semaphore(permits)),
      limiter: limiters.map((tokens) => new CapacityLimiter(tokens)),
    }
  }

  isHolding(task: number): boolean {
    return (this.#held.get(task)?.size ?? 0) > 0
  }

  close(index: number, end: 'send' | 'receive'): void {
    const channel = this.#channels[index]
    channel?.[end === 'send' ? 0 : 1].close()
    if (channel && end === 'receive') this.#ledger.channels[index]!.receiverClosed = true
  }

  async send(step: Extract<Step, { do: 'send' | 'receive' }>): Promise<void> {
    const channel = this.#channels[step.channel]
    if (!channel) return
    const entry = this.#transfer(this.#ledger.channels[step.channel]!.sends, step.id)
    entry.item = step.id
    await this.#carryOut(`send ${step.id}`, entry, async () => {
      if (step.wait) await channel[0].send(step.id)
      else channel[0].sendNowait(step.id)
      return 'fine'
    })
  }

  async receive(step: Extract<Step, { do: 'send' | 'receive' }>): Promise<void> {
    const channel = this.#channels[step.channel]
    if (!channel) return
    const entry = this.#transfer(this.#ledger.channels[step.channel]!.receives, step.id)
    await this.#carryOut(`receive ${step.id}`, entry, async () => {
      entry.item = step.wait ? await channel[1].receive() : channel[1].receiveNowait()
      return `item ${entry.item}`
    })
  }

  #transfer(entries: Transfer[], id: number): Transfer {
    const entry: Transfer = {
      id,
      askedAt: currentTime(),
      gotAt: undefined,
      gotAs: undefined,
      item: undefined,
      outcome: 'pending',
    }
    entries.push(entry)
    return entry
  }

  async #carryOut(name: string, entry: Transfer, transfer: () => Promise<string>): Promise<void> {
    try {
      const text = await transfer()
      entry.outcome = 'fine'
      entry.gotAt = currentTime()
      entry.gotAs = this.#ledger.arrival()
      this.#trace.note(name, `@${currentTime()} ${text}`)
    } catch (error) {
      entry.outcome = isCancelled(error) ? 'cancelled' : 'refused'
      const refusal = refusalOf(error)
      if (!refusal) throw error
      this.#trace.note(name, `@${currentTime()} ${refusal}`)
    }
  }

  /** At most once at a time for a task: it would wait for itself. */
  async section(task: number | null, step: Section, body: () => Promise<void>): Promise<void> {
    const resource = this.#resources[step.resource][step.index]
    if (!resource) return
    const held = this.#held.get(task) ?? new Set()
    this.#held.set(task, held)
    if (held.has(resource)) return
    const book = this.#ledger.permits[step.resource][step.index]!
    const claim = {
      id: step.id,
      askedAt: currentTime(),
      gotAt: undefined as number | undefined,
      gotAs: undefined as number | undefined,
    }
    book.claims.push(claim)
    const taken = await resource.acquire()
    held.add(resource)
    claim.gotAt = currentTime()
    claim.gotAs = this.#ledger.arrival()
    if (++book.holding > book.permits) this.#ledger.faults.push(`${step.resource} ${step.index} is held too often`)
    try {
      await body()
    } finally {
      this.#trace.note(`section ${step.id}`, `${claim.gotAt}..${currentTime()}`)
      held.delete(resource)
      book.holding--
      taken[Symbol.dispose]()
    }
  }

  /** What is still held, or waited for, once the run is over. */
  leftovers(): string[] {
    const found: string[] = []
    for (const lock of this.#resources.lock) {
      const { locked, tasksWaiting } = lock.statistics()
      if (locked || tasksWaiting > 0) found.push('a lock is held, or waited for, after the run')
    }
    this.#resources.semaphore.forEach((semaphore, index) => {
      const missing = this.#permits[index]! - semaphore.value
      if (missing !== 0 || semaphore.statistics().tasksWaiting > 0)
        found.push('a semaphore lacks permits after the run')
    })
    for (const limiter of this.#resources.limiter) {
      const { borrowedTokens, tasksWaiting, borrowers } = limiter.statistics()
      if (borrowedTokens > 0 || tasksWaiting > 0 || borrowers.length > 0)
        found.push('a limiter lacks tokens after the run')
    }
    this.#channels.forEach(([send], index) => {
      const { tasksWaitingReceive, tasksWaitingSend, currentBufferUsed, peakBufferUsed, maxBufferSize } =
        send.statistics()
      if (tasksWaitingReceive > 0 || tasksWaitingSend > 0) found.push('somebody waits at a channel after the run')
      if (peakBufferUsed > maxBufferSize) found.push('a channel held more than its capacity')
      const book = this.#ledger.channels[index]!
      const received = new Set(book.receives.map(({ item }) => item))
      const left = book.sends.filter(({ outcome, item }) => outcome === 'fine' && !received.has(item)).length
      if (left !== currentBufferUsed && !book.receiverClosed)
        found.push(`${left} items weren't received, ${currentBufferUsed} are in the buffer`)
    })
    return found
  }
}

function refusalOf(error: unknown): string | undefined {
  if (error instanceof ClosedResourceError) return 'closed'
  if (error instanceof BrokenResourceError) return 'broken'
  if (error instanceof EndOfChannel) return 'end'
  if (error instanceof WouldBlock) return 'would block'
  return undefined
}
