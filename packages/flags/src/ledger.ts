import type { DownloadOptions, DownloadReport, Item, ItemStatus, Outcome, Ports, Traits } from '@interleave/contract'
import { checkOptions } from './check-options.ts'

/**
 * The book of one downloader run: tells the trace port what happens to each code, and adds it up. It never waits and
 * decides nothing; the model does.
 *
 * @example
 * const ledger = new Ledger(options, traits, ports)
 * ledger.started('BR')
 * ledger.settled('BR', { status: 'ok', bytes: 1200 })
 * return ledger.report()
 */
export class Ledger {
  /** How many requests at once: min(asked for, the model's greatest, codes), at least 1. */
  readonly concurrency: number
  readonly #codes: readonly string[]
  readonly #trace: Ports['trace']
  readonly #items = new Map<string, Item>()
  readonly #startedAt = performance.now()
  #inUse = 0

  /** Traces every code as queued. Throws a `UsageError` for options that nobody could obey. */
  constructor(options: DownloadOptions, traits: Traits, ports: Pick<Ports, 'trace'>) {
    checkOptions(options)
    this.#codes = options.codes
    this.#trace = ports.trace
    this.concurrency = Math.max(1, Math.min(options.concurrency, traits.concurrency.greatest, options.codes.length))
    for (const code of options.codes) this.#trace({ kind: 'task.queued', id: code, parent: PROGRAM })
  }

  /** A slot is taken and the item's work begins. The start is told first: who hears of it may cancel the run. */
  started(code: string): void {
    this.#inUse++
    this.#trace({ kind: 'task.started', id: code, parent: PROGRAM })
    this.#trace({ kind: 'limit.acquire', id: LIMIT, parent: PROGRAM, inUse: this.#inUse })
  }

  /** The item has ended, its file (if any) is in place, its slot is free. */
  settled(code: string, outcome: Outcome): void {
    const item: Item = { code, ...outcome }
    this.#items.set(code, item)
    this.#inUse--
    this.#trace({ kind: 'task.settled', id: code, parent: PROGRAM, item })
    this.#trace({ kind: 'limit.release', id: LIMIT, parent: PROGRAM, inUse: this.#inUse })
  }

  /** The report, codes in the order asked for. Throws if a code is unaccounted for, as the talk's program does. */
  report(): DownloadReport {
    const counts: Record<ItemStatus, number> = { ok: 0, 'not-found': 0, error: 0, cancelled: 0 }
    const items = this.#codes.map((code) => {
      const item = this.#items.get(code)
      if (item === undefined) throw new Error(`Some downloads are unaccounted for, ${code} among them.`)
      counts[item.status]++
      return item
    })
    return { items, counts, elapsed: performance.now() - this.#startedAt, concurrency: this.concurrency }
  }
}

const PROGRAM = 'downloader'
const LIMIT = 'requests'
