import { BusyResourceError, ClosedResourceError, WouldBlock } from '../errors.ts'
import { asMaxBytes } from '../plumbing/as-max-bytes.ts'
import { Deque } from '../plumbing/deque.ts'
import { breathe, enter, park, refuse } from '../plumbing/park.ts'
import { WaitQueue } from '../plumbing/wait-queue.ts'
import { NO_BYTES } from './byte-stream.ts'

/** Bytes without bound on their way to one reader, then an end. */
export class ByteQueue {
  readonly #chunks = new Deque<Uint8Array>()
  /** What is left of the chunk begun. */
  #rest: Uint8Array = NO_BYTES
  #size = 0
  #ended = false
  /** The reader, with how much it wants; it waits only while there is nothing. */
  readonly #waiting = new WaitQueue<Uint8Array, number>()

  /** @throws ClosedResourceError after the end. */
  put(bytes: Uint8Array): void {
    if (this.#ended) throw new ClosedResourceError('Nothing can be put behind the end of the bytes.')
    if (bytes.length === 0) return
    this.#chunks.push(bytes)
    this.#size += bytes.length
    if (this.#waiting.size > 0) this.#waiting.wake(this.#take(this.#waiting.firstItem))
  }

  /** Idempotent. */
  end(): void {
    this.#ended = true
    this.#waiting.wakeAll(NO_BYTES)
  }

  /** The reader goes away. */
  wipe(): void {
    this.#ended = true
    this.#chunks.clear()
    this.#rest = NO_BYTES
    this.#size = 0
    this.#waiting.failAll(() => new ClosedResourceError())
  }

  /** @throws WouldBlock when there is nothing; BusyResourceError when somebody waits for it. */
  getNowait(maxBytes = Infinity): Uint8Array {
    const most = asMaxBytes(maxBytes)
    this.#refuseSecond()
    if (!this.#hasSome) throw new WouldBlock()
    return this.#take(most)
  }

  /** @throws Cancelled; BusyResourceError when somebody waits already. */
  async get(maxBytes = Infinity): Promise<Uint8Array> {
    const most = asMaxBytes(maxBytes)
    const slot = enter() ?? (await refuse())
    this.#refuseSecond()
    if (!this.#hasSome) return park(slot, 'stream.receiveSome', { queue: this.#waiting, item: most })
    const taken = this.#take(most)
    await breathe(slot)
    return taken
  }

  get #hasSome(): boolean {
    return this.#size > 0 || this.#ended
  }

  #refuseSecond(): void {
    if (this.#waiting.size > 0) throw new BusyResourceError('Another task is receiving from this stream.')
  }

  #take(most: number): Uint8Array {
    const taken = new Uint8Array(Math.min(most, this.#size))
    for (let filled = 0; filled < taken.length;) {
      if (this.#rest.length === 0) this.#rest = this.#chunks.shift()
      const part = this.#rest.subarray(0, taken.length - filled)
      taken.set(part, filled)
      filled += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
    this.#size -= taken.length
    return taken
  }
}
