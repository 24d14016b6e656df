import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Connection } from './connection.ts'
import type { Gate } from './gate.ts'
import type { Ledger, OpenRecord } from './ledger.ts'
import { later } from './real-time.ts'
import type { Outcome } from './report.ts'
import type { Resource } from './resource.ts'

/** What an exchange is made of. */
export interface ExchangeParts {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly resource: Resource
  readonly record: OpenRecord
  readonly connection: Connection
  readonly ledger: Ledger
  readonly gate: Gate
}

/** One request from its arrival to its end: what was asked, how to answer, and what must stop when it is over. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly resource: Resource
  readonly record: OpenRecord
  readonly #ledger: Ledger
  readonly #gate: Gate
  readonly #cleanups = new Set<() => void>()
  #isOver = false

  constructor({ request, response, resource, record, connection, ledger, gate }: ExchangeParts) {
    this.request = request
    this.response = response
    this.resource = resource
    this.record = record
    this.#ledger = ledger
    this.#gate = gate
    connection.exchanges.add(this)
    this.onOver(() => void connection.exchanges.delete(this))
  }

  /** The connection's bytes, for those answers that node:http would refuse to write. */
  get socket(): Socket {
    return this.request.socket
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Calls `task` after `ms`, unless the request is over by then. 0 ms is at once. */
  after(ms: number, task: () => void): void {
    if (ms <= 0) return task()
    const cancel = later(ms, () => {
      this.#cleanups.delete(cancel)
      task()
    })
    this.onOver(cancel)
  }

  /** Calls `task` once the request is released. */
  hold(task: () => void): void {
    this.pass(true, task)
  }

  /** Calls `task` once the request is released; at once if nothing holds it and `mustHold` is false. */
  pass(mustHold: boolean, task: () => void): void {
    this.onOver(this.#gate.enter(this.resource.code, mustHold, task))
  }

  /** Calls `cleanup` when the request is over, however that comes. */
  onOver(cleanup: () => void): void {
    if (this.#isOver) return cleanup()
    this.#cleanups.add(cleanup)
  }

  /** Notes the status that the client is about to see. */
  sends(status: number): void {
    this.record.status = status
  }

  /** Counts the request as over. Comes before the last byte is written, or a client could open its next one too early. */
  end(outcome: Outcome): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#ledger.close(this.record, outcome)
    for (const cleanup of this.#cleanups) cleanup()
    this.#cleanups.clear()
  }
}
