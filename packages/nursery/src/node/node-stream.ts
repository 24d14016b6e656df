import type { Duplex } from 'node:stream'
import { abortable } from '../abortable.ts'
import { checkpoint } from '../checkpoint.ts'
import { BrokenResourceError, ClosedResourceError } from '../errors.ts'
import { asMaxBytes } from '../plumbing/as-max-bytes.ts'
import { Exclusive } from '../plumbing/exclusive.ts'
import { endWithScope } from './end-with-scope.ts'
import { nextEvent } from './next-event.ts'

/**
 * A stream of bytes both ways: a socket, a pipe, or any Duplex. It is closed when its block ends, and cut off when the
 * scope that it was opened in is cancelled.
 */
export class NodeStream<S extends Duplex = Duplex> implements AsyncDisposable, AsyncIterable<Uint8Array> {
  /** What it is made of, for settings such as `setNoDelay`. Don't read or write it beside this. */
  readonly raw: S
  readonly #receiving = new Exclusive('receiving from this stream')
  readonly #sending = new Exclusive('sending to this stream')
  readonly #forget: () => void
  /** Resolved by the last event of all. */
  readonly #gone: Promise<unknown>
  #closed = false
  #ended: boolean
  #error: Error | undefined

  constructor(raw: S) {
    this.raw = raw
    this.#gone = raw.closed ? Promise.resolve() : new Promise((resolve) => raw.once('close', resolve))
    raw.on('error', (error: Error) => {
      this.#error = error
    })
    this.#ended = raw.readableEnded
    raw.once('end', () => {
      this.#ended = true
    })
    this.#forget = endWithScope(() => this.#end())
  }

  /**
   * The next bytes, `maxBytes` at most, as soon as there are any; an empty array means that the other side has ended.
   *
   * @throws Cancelled, and then nothing was taken; ClosedResourceError when closed here, before or meanwhile;
   * BrokenResourceError when the connection broke; BusyResourceError when another task receives; RangeError unless `maxBytes`
   * is a whole number from 1, or Infinity.
   */
  async receiveSome(maxBytes = 65_536): Promise<Uint8Array> {
    asMaxBytes(maxBytes)
    return await this.#receiving.use(async () => {
      await checkpoint()
      for (;;) {
        this.#check()
        const chunk = this.#take(maxBytes)
        if (chunk) return chunk
        if (this.#ended) return new Uint8Array()
        if (this.raw.destroyed) throw new BrokenResourceError('The connection was closed before its end.')
        await abortable((signal) => nextEvent(this.raw, ['readable', 'end', 'close', 'error'], signal))
      }
    })
  }

  /**
   * Sends all of it, waiting until it is handed to the system.
   *
   * @throws Cancelled, and then nobody knows how much was sent, so the stream is cut off; ClosedResourceError;
   * BrokenResourceError; BusyResourceError when another task sends.
   */
  async sendAll(data: string | Uint8Array): Promise<void> {
    await this.#sending.use(async () => {
      await checkpoint()
      this.#check()
      if (this.raw.writableEnded) throw new ClosedResourceError('Nothing can be sent after sendEof.')
      await this.#flush((done) => this.raw.write(data, done))
    })
  }

  /** Says that nothing more will be sent; receiving goes on. Idempotent. @throws as `sendAll`. */
  async sendEof(): Promise<void> {
    await this.#sending.use(async () => {
      await checkpoint()
      this.#check()
      if (this.raw.writableEnded) return
      await this.#flush((done) => this.raw.end(done))
    })
  }

  /** Closes both directions and waits until the handle is gone. Idempotent, no checkpoint. */
  async close(): Promise<void> {
    this.#end()
    await this.#gone
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** What is received, until the other side ends. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (let chunk = await this.receiveSome(); chunk.length > 0; chunk = await this.receiveSome()) yield chunk
  }

  #take(maxBytes: number): Uint8Array | null {
    const { readableLength } = this.raw
    if (readableLength === 0) {
      this.raw.read(0)
      return null
    }
    return this.raw.read(Math.min(maxBytes, readableLength)) as Uint8Array
  }

  async #flush(start: (done: (error?: Error | null) => void) => unknown): Promise<void> {
    await abortable((signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const onAbort = () => {
        this.#end()
        reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort)
      start((error) => (error ? reject(this.#failure(error)) : resolve()))
      return promise.finally(() => signal.removeEventListener('abort', onAbort))
    })
  }

  #check(): void {
    if (this.#closed) throw new ClosedResourceError('This stream was closed: use it inside its block.')
    if (this.#error) throw this.#failure(this.#error)
  }

  #failure(error: Error): Error {
    if (this.#closed) return new ClosedResourceError('This stream was closed while it was in use.')
    return new BrokenResourceError('The connection broke.', { cause: error })
  }

  #end(): void {
    this.#forget()
    this.#closed = true
    this.raw.destroy()
  }
}
