import type { Worker } from 'node:worker_threads'
import { OriginClosedError, OriginListenError, OriginOptionsError, OriginTimeoutError } from './errors.ts'
import type { OriginBehaviour, OriginThreadOptions } from './options.ts'
import type { Origin, WaitOptions } from './origin.ts'
import type { OriginReport } from './report.ts'
import type { Call, CallMessage, ReplyMessage, Value } from './thread-messages.ts'
import { urlOf } from './url-of.ts'

interface Pending {
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

/** This side of a server in another thread. Made by `startOriginThread`. */
export class ThreadOrigin implements Origin {
  readonly #worker: Worker
  readonly #host: string | undefined
  readonly #pending = new Map<number, Pending>()
  readonly #started: Promise<Value>
  #port = 0
  #lastCall = 0
  #isGone = false
  #closing: Promise<void> | undefined

  constructor(worker: Worker, { host }: OriginThreadOptions) {
    this.#worker = worker
    this.#host = host
    this.#started = new Promise((resolve, reject) => this.#pending.set(0, { resolve, reject }))
    worker.on('message', (reply: ReplyMessage) => this.#receive(reply))
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new OriginClosedError(String(error))))
    worker.on('exit', () => this.#fail(gone()))
  }

  /** Waits until the server listens; on failure the thread is gone when this rejects. */
  async start(): Promise<this> {
    try {
      this.#port = numberOf(await this.#started)
      return this
    } catch (error) {
      await this.#worker.terminate()
      throw error
    }
  }

  get url(): string {
    return urlOf(this.#host, this.#port)
  }

  get base(): string {
    return `${this.url}/flags`
  }

  get port(): number {
    return this.#port
  }

  async report(): Promise<OriginReport> {
    const value = await this.#call({ method: 'report' })
    if (typeof value !== 'object') throw gone()
    return value
  }

  async reset(behaviour?: OriginBehaviour): Promise<void> {
    await this.#call({ method: 'reset', behaviour })
  }

  async hold(): Promise<void> {
    await this.#call({ method: 'hold' })
  }

  async release(which?: string | number): Promise<number> {
    return numberOf(await this.#call({ method: 'release', which }))
  }

  async untilOpen(n: number, options?: WaitOptions): Promise<void> {
    await this.#call({ method: 'untilOpen', n, options })
  }

  async untilRequests(n: number, options?: WaitOptions): Promise<void> {
    await this.#call({ method: 'untilRequests', n, options })
  }

  async untilIdle(options?: WaitOptions): Promise<void> {
    await this.#call({ method: 'untilIdle', options })
  }

  async down(): Promise<void> {
    await this.#call({ method: 'down' })
  }

  async up(): Promise<void> {
    await this.#call({ method: 'up' })
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #end(): Promise<void> {
    if (!this.#isGone) await this.#call({ method: 'close' })
    await this.#worker.terminate()
  }

  #call(call: Call): Promise<Value> {
    if (this.#isGone) return Promise.reject(gone())
    this.#lastCall += 1
    const message: CallMessage = { id: this.#lastCall, call }
    return new Promise((resolve, reject) => {
      this.#pending.set(message.id, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage(message)
    })
  }

  #receive(reply: ReplyMessage): void {
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if ('error' in reply) pending?.reject(revive(reply.error))
    else pending?.resolve(reply.value)
  }

  #fail(error: Error): void {
    this.#isGone = true
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}

function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  throw gone()
}

function gone(): OriginClosedError {
  return new OriginClosedError('The thread of this origin has ended; start another one.')
}

/** Errors lose their class between threads. */
function revive({ name, message }: { readonly name: string; readonly message: string }): Error {
  const classes = { OriginListenError, OriginOptionsError, OriginTimeoutError, OriginClosedError }
  const Class = Object.entries(classes).find(([candidate]) => candidate === name)?.[1] ?? Error
  return new Class(message)
}
