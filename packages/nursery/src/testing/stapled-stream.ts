import { ClosedResourceError } from '../errors.ts'
import { Exclusive } from '../plumbing/exclusive.ts'
import { breathe } from '../plumbing/park.ts'
import { type ByteReceiveStream, type ByteSendStream, type ByteStream, chunksOf } from './byte-stream.ts'

/** Two one-way streams used as one that goes both ways. */
export class StapledStream<
  S extends ByteSendStream = ByteSendStream,
  R extends ByteReceiveStream = ByteReceiveStream,
> implements ByteStream {
  readonly sendStream: S
  readonly receiveStream: R
  readonly #sending = new Exclusive('sending to this stream')
  #closed = false

  constructor(sendStream: S, receiveStream: R) {
    this.sendStream = sendStream
    this.receiveStream = receiveStream
  }

  sendAll(data: string | Uint8Array): Promise<void> {
    return this.#sending.use(() => this.sendStream.sendAll(data))
  }

  /** Closes the sending half. */
  async sendEof(): Promise<void> {
    await this.#sending.use(async (slot) => {
      if (this.#closed) throw new ClosedResourceError()
      this.sendStream.close()
      await breathe(slot)
    })
  }

  receiveSome(maxBytes?: number): Promise<Uint8Array> {
    return this.receiveStream.receiveSome(maxBytes)
  }

  /** Closes both halves, the second also when the first throws. */
  close(): void {
    this.#closed = true
    try {
      this.sendStream.close()
    } finally {
      this.receiveStream.close()
    }
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
}
