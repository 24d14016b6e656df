import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Ledger, OpenRecord } from './ledger.ts'
import { later } from './real-time.ts'
import type { Outcome } from './report.ts'
import type { Resource } from './resource.ts'

/** One request from its arrival to its end: what was asked, how to answer, and what must stop when it is over. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly resource: Resource
  readonly record: OpenRecord
  readonly #ledger: Ledger
  readonly #cleanups = new Set<() => void>()
  #isOver = false

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    resource: Resource,
    record: OpenRecord,
    ledger: Ledger,
  ) {
    this.request = request
    this.response = response
    this.resource = resource
    this.record = record
    this.#ledger = ledger
    this.#watchClient()
  }

  /** The connection, for those answers that node:http would refuse to write. */
  get socket(): Socket {
    return this.request.socket
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Calls `task` after `ms`, unless the request is over by then. 0 ms is at once. */
  after(ms: number, task: () => void): void {
    if (ms <= 0) return task()
    this.onOver(later(ms, task))
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
    for (const cleanup of this.#cleanups) cleanup()
    this.#cleanups.clear()
    this.#ledger.close(this.record, outcome)
  }

  /**
   * A client that goes away is noticed at its FIN, not when the connection is torn down: its next request, on a new
   * connection, may be read before that, and would be counted as one too many.
   */
  #watchClient(): void {
    const { socket } = this
    const gone = (): void => this.end('aborted')
    for (const event of ['end', 'error', 'close']) socket.once(event, gone)
    this.onOver(() => {
      for (const event of ['end', 'error', 'close']) socket.off(event, gone)
    })
  }
}
