import { describeLog } from './describe-log.ts'
import { OriginClosedError, OriginTimeoutError } from './errors.ts'
import { later, now } from './real-time.ts'
import type { Outcome, OriginReport, RequestRecord } from './report.ts'

/** A record that can still change. */
export type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] }

/** The figures that can be waited for. */
export interface Counts {
  readonly open: number
  readonly requests: number
}

interface Waiter {
  readonly isMet: (counts: Counts) => boolean
  readonly settle: (error?: Error) => void
}

/** The log of what the server saw, its figures, and those who wait for a figure. */
export class Ledger {
  readonly #limit: number
  readonly #waiters = new Set<Waiter>()
  #startedAt = now()
  #records: OpenRecord[] = []
  #requests = 0
  #open = 0
  #peakOpen = 0
  #aborted = 0
  #attempts = new Map<string, number>()
  #connections = { now: 0, peak: 0, total: 0, refused: 0 }

  constructor(limit: number) {
    this.#limit = limit
  }

  get openNow(): number {
    return this.#open
  }

  /** Counts one more attempt at this path. */
  nextAttempt(path: string): number {
    const attempt = (this.#attempts.get(path) ?? 0) + 1
    // Bounded as the log is: whoever asks for ever new paths gets a first attempt each time.
    if (attempt > 1 || this.#attempts.size < this.#limit) this.#attempts.set(path, attempt)
    return attempt
  }

  /** A request has come. */
  open(request: Pick<RequestRecord, 'code' | 'path' | 'method' | 'attempt' | 'connection' | 'behaviour'>): OpenRecord {
    this.#requests += 1
    this.#open += 1
    this.#peakOpen = Math.max(this.#peakOpen, this.#open)
    const record: OpenRecord = {
      n: this.#requests,
      ...request,
      openedAt: now() - this.#startedAt,
      closedAt: null,
      status: null,
      outcome: 'open',
    }
    if (this.#records.length < this.#limit) this.#records.push(record)
    this.#notify()
    return record
  }

  /** A request is over. Call it before the last byte of the answer is written, so that a client never sees that first. */
  close(record: OpenRecord, outcome: Outcome): void {
    record.closedAt = now() - this.#startedAt
    record.outcome = outcome
    this.#open -= 1
    if (outcome === 'aborted') this.#aborted += 1
    this.#notify()
  }

  connected(): void {
    const connections = this.#connections
    connections.now += 1
    connections.total += 1
    connections.peak = Math.max(connections.peak, connections.now)
  }

  disconnected(): void {
    this.#connections.now -= 1
  }

  connectionRefused(): void {
    this.#connections.refused += 1
  }

  report(): Omit<OriginReport, 'label' | 'seed' | 'heldNow'> {
    return {
      requests: this.#records.map((record) => ({ ...record })),
      unlogged: this.#requests - this.#records.length,
      openNow: this.#open,
      peakOpen: this.#peakOpen,
      aborted: this.#aborted,
      connections: { ...this.#connections },
    }
  }

  /** Forgets everything but the open connections. No request may be open. */
  clear(): void {
    this.#startedAt = now()
    this.#records = []
    this.#requests = 0
    this.#peakOpen = 0
    this.#aborted = 0
    this.#attempts = new Map()
    this.#connections = { now: this.#connections.now, peak: this.#connections.now, total: 0, refused: 0 }
    this.#notify()
  }

  /** Waits until `isMet` holds; rejects with OriginTimeoutError after `timeout` ms. `wanted` says what was waited for. */
  until(isMet: (counts: Counts) => boolean, wanted: string, timeout: number): Promise<void> {
    if (isMet(this.#counts())) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const cancel = later(timeout, () => waiter.settle(this.#late(wanted, timeout)))
      const waiter: Waiter = {
        isMet,
        settle: (error) => {
          cancel()
          this.#waiters.delete(waiter)
          if (error === undefined) resolve()
          else reject(error)
        },
      }
      this.#waiters.add(waiter)
    })
  }

  /** Rejects everybody who still waits. */
  abandon(): void {
    const error = new OriginClosedError('The origin was closed while this waited for it; close it after the last wait.')
    for (const waiter of this.#waiters) waiter.settle(error)
  }

  #counts(): Counts {
    return { open: this.#open, requests: this.#requests }
  }

  #notify(): void {
    if (this.#waiters.size === 0) return
    const counts = this.#counts()
    for (const waiter of this.#waiters) {
      if (waiter.isMet(counts)) waiter.settle()
    }
  }

  #late(wanted: string, timeout: number): OriginTimeoutError {
    const log = describeLog(this.#records)
    return new OriginTimeoutError(
      `Waited ${timeout} ms for ${wanted}, but ${this.#open} are open (peak ${this.#peakOpen}) of ${this.#requests} that came.\n${log}`,
    )
  }
}
