import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import type { Failure, Limits } from '@interleave/contract'
import { DownloadError } from '@interleave/flags'
import { blockWhile } from './block.ts'
import { STATE, type FetchSettings, type Head, type Question, type Reply } from './protocol.ts'

/** An answer whose body is still to be read or dumped, one of them, before the next request. */
export interface BlockingResponse extends Head {
  readonly body: { bytes(): Uint8Array; dump(): void }
}

/** How often to ask again; and what tests of a broken helper change. */
export interface BlockingFetchOptions {
  /** As in the options of the download. Default 0. */
  readonly retries?: number | undefined
  /** The helper's program. */
  readonly script?: URL
  /** ms beyond the item's own limit before a silent helper counts as dead. Default 5000. */
  readonly grace?: number
}

/**
 * undici's `request` as a blocking call, which Node doesn't have: a helper thread makes the request, and this one sleeps
 * until the answer is there. One request at a time, as on a blocking socket.
 *
 * @example
 * const fetching = new BlockingFetch(limits)
 * try { const { statusCode, body } = fetching.request(url) } finally { fetching.close() }
 */
export class BlockingFetch {
  readonly #limits: Limits
  readonly #retries: number
  readonly #script: URL
  readonly #grace: number
  #helper: Helper | undefined

  constructor(limits: Limits, { retries = 0, script = SCRIPT, grace = ANSWER_GRACE }: BlockingFetchOptions = {}) {
    this.#limits = limits
    this.#retries = retries
    this.#script = script
    this.#grace = grace
  }

  /**
   * Returns as soon as the head of the answer is there. Throws a {@link DownloadError} where there is none: of kind
   * `timeout` when head and body together take more than `limits.total` ms, of kind `worker` when the helper died.
   */
  request(url: string): BlockingResponse {
    const reply = this.#ask({ ask: 'request', url })
    if (reply.reply !== 'head') throw unexpected(reply)
    const bytes = () => {
      const whole = this.#ask({ ask: 'bytes' })
      if (whole.reply !== 'bytes') throw unexpected(whole)
      return whole.bytes
    }
    return { ...reply.head, body: { bytes, dump: () => void this.#ask({ ask: 'dump' }) } }
  }

  /** Returns when the helper is at its end, or is being killed because it doesn't come to it. Idempotent. */
  close(): void {
    const helper = this.#helper
    this.#helper = undefined
    if (!helper) return
    this.#tell(helper, { ask: 'end' })
    if (!blockWhile(helper.state, STATE.busy, END_LIMIT)) this.#kill(helper)
    helper.port.close()
  }

  #ask(question: Question): Reply {
    const helper = (this.#helper ??= this.#open())
    this.#tell(helper, question)
    return this.#wait(helper, this.#limits.total + this.#grace)
  }

  #tell(helper: Helper, question: Question): void {
    // A helper that is gone stays gone: nobody would wake whoever waits for it.
    Atomics.compareExchange(helper.state, 0, STATE.answered, STATE.busy)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    helper.worker.postMessage(question)
  }

  #open(): Helper {
    const state = new Int32Array(new SharedArrayBuffer(4))
    const { port1: port, port2 } = new MessageChannel()
    const workerData: FetchSettings = { limits: this.#limits, retries: this.#retries, state, port: port2 }
    const worker = new Worker(this.#script, { workerData, transferList: [port2], execArgv: [], name: 'blocking-fetch' })
    // Its death is noticed by whoever waits for an answer; the event comes too late for that.
    worker.on('error', () => {})
    const helper = { worker, state, port }
    this.#wait(helper, START_LIMIT)
    return helper
  }

  /** Sleeps until the helper has answered. One that can't answer any more is given up; the next call opens another. */
  #wait(helper: Helper, limit: number): Reply {
    blockWhile(helper.state, STATE.busy, limit)
    const received: { message: Reply } | undefined = receiveMessageOnPort(helper.port)
    if (received === undefined) {
      const gone = Atomics.load(helper.state, 0) === STATE.gone
      this.#helper = undefined
      this.#kill(helper)
      throw new DownloadError('worker', gone ? 'The fetching thread ended.' : `No word from it in ${limit} ms.`)
    }
    const { message } = received
    if (message.reply === 'error') throw message.error
    if (message.reply === 'failure') throw revived(message.failure)
    return message
  }

  #kill(helper: Helper): void {
    helper.port.close()
    void helper.worker.terminate()
  }
}

interface Helper {
  readonly worker: Worker
  readonly state: Int32Array<SharedArrayBuffer>
  readonly port: MessagePort
}

function revived({ kind, message, statusCode }: Failure): DownloadError {
  return new DownloadError(kind, message, statusCode === undefined ? {} : { statusCode })
}

function unexpected({ reply }: Reply): Error {
  return new Error(`The fetching thread answered out of turn: ${reply}.`)
}

const SCRIPT = new URL('./fetch-worker.ts', import.meta.url)
/** ms that a new thread gets to load its modules, a full machine included. */
const START_LIMIT = 30_000
const ANSWER_GRACE = 5000
/** ms that the thread gets to close its connection. */
const END_LIMIT = 2000
