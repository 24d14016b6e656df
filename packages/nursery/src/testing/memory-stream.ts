import { BrokenResourceError, BusyResourceError, ClosedResourceError, WouldBlock } from '../errors.ts'
import { breathe, enter, refuse } from '../plumbing/park.ts'
import { ByteQueue } from './byte-queue.ts'
import { asBytes, type ByteReceiveStream, type ByteSendStream, chunksOf } from './byte-stream.ts'
import { StapledStream } from './stapled-stream.ts'

/** Keeps what is sent, without bound, for a test to look at (`getData`) or to pass on ({@link memoryStreamPump}). */
export class MemorySendStream implements ByteSendStream {
  /** Called, and awaited, in each `sendAll`, once the data is there. */
  onSendAll: (() => unknown) | undefined
  /** Called when the stream is closed. */
  onClose: (() => void) | undefined
  readonly #outgoing = new ByteQueue()
  #closed = false
  #sending = false

  async sendAll(data: string | Uint8Array): Promise<void> {
    const slot = enter() ?? (await refuse())
    if (this.#sending) throw new BusyResourceError('Another task is sending to this stream.')
    if (this.#closed) throw new ClosedResourceError()
    this.#sending = true
    try {
      this.#outgoing.put(asBytes(data))
      await breathe(slot)
      await this.onSendAll?.()
    } finally {
      this.#sending = false
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#outgoing.end()
    this.onClose?.()
  }

  /** What was sent, `maxBytes` at most, waiting for some; empty after `close`. @throws Cancelled; BusyResourceError. */
  getData(maxBytes?: number): Promise<Uint8Array> {
    return this.#outgoing.get(maxBytes)
  }

  /** As `getData`, but never waits. @throws WouldBlock when there is nothing. */
  getDataNowait(maxBytes?: number): Uint8Array {
    return this.#outgoing.getNowait(maxBytes)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

/** Gives what a test puts into it with `putData` and `putEof`. */
export class MemoryReceiveStream implements ByteReceiveStream {
  /** Called, and awaited, in each `receiveSome`, before it looks for data. */
  onReceiveSome: (() => unknown) | undefined
  readonly #incoming = new ByteQueue()
  #closed = false

  async receiveSome(maxBytes?: number): Promise<Uint8Array> {
    if (!enter()) await refuse()
    this.#refuseIfClosed()
    if (this.onReceiveSome) {
      await this.onReceiveSome()
      this.#refuseIfClosed()
    }
    return this.#incoming.get(maxBytes)
  }

  close(): void {
    this.#closed = true
    this.#incoming.wipe()
  }

  /** @throws ClosedResourceError after `putEof`, or when the stream is closed. */
  putData(data: string | Uint8Array): void {
    this.#incoming.put(asBytes(data))
  }

  /** The end, seen once all data is received. */
  putEof(): void {
    this.#incoming.end()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return chunksOf(this)
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new ClosedResourceError()
  }
}

/**
 * Moves what was sent, `maxBytes` at most, or the end, from one stream to the other. False when there was nothing to move.
 *
 * @throws BrokenResourceError when the receiving side is closed.
 */
export function memoryStreamPump(from: MemorySendStream, to: MemoryReceiveStream, maxBytes?: number): boolean {
  const data = dataOf(from, maxBytes)
  if (!data) return false
  if (data.length === 0) {
    to.putEof()
    return true
  }
  try {
    to.putData(data)
  } catch (error) {
    throw new BrokenResourceError('The receiving side of this stream was closed.', { cause: error })
  }
  return true
}

/** One way, joined: what is sent can be received at once. Take the hooks off to move it by hand. */
export function memoryStreamOneWayPair(): [MemorySendStream, MemoryReceiveStream] {
  const send = new MemorySendStream()
  const receive = new MemoryReceiveStream()
  const pump = () => memoryStreamPump(send, receive)
  send.onSendAll = pump
  send.onClose = pump
  return [send, receive]
}

/** Both ways, without bound: sending never waits for the other side. */
export function memoryStreamPair(): [
  StapledStream<MemorySendStream, MemoryReceiveStream>,
  StapledStream<MemorySendStream, MemoryReceiveStream>,
] {
  const [sendToRight, receiveFromLeft] = memoryStreamOneWayPair()
  const [sendToLeft, receiveFromRight] = memoryStreamOneWayPair()
  return [new StapledStream(sendToRight, receiveFromRight), new StapledStream(sendToLeft, receiveFromLeft)]
}

function dataOf(from: MemorySendStream, maxBytes: number | undefined): Uint8Array | undefined {
  try {
    return from.getDataNowait(maxBytes)
  } catch (error) {
    if (error instanceof WouldBlock) return undefined
    throw error
  }
}
