import { abortable } from '../../abortable.ts'
import { CancelScope } from '../../cancel-scope.ts'
import { macrotask } from '../../plumbing/macrotask.ts'
import type { Nursery } from '../../nursery.ts'
import { assertCheckpoints } from '../assert-checkpoints.ts'
import { Attempt } from './attempt.ts'
import type { CheckedHalfCloseableStream, CheckedReceiveStream, CheckedSendStream } from './checked-streams.ts'
import { Violation } from './violation.ts'

export interface AttemptOptions {
  /** In a scope that is cancelled already. */
  readonly cancelled?: boolean
  /** Fails unless the method was a checkpoint. */
  readonly checkpoint?: boolean
}

/** Turns of the host's loop in which what can go on does; the verdict on a sound stream doesn't depend on it. */
const TURNS = 3

/** Where the rules try a stream: every call of its methods runs in a task of its own, and none outlives the rule. */
export class StreamBench {
  readonly #nursery: Nursery
  readonly #attempts: Attempt[] = []

  constructor(nursery: Nursery) {
    this.#nursery = nursery
  }

  sendAll(stream: CheckedSendStream, data: string | Uint8Array, options?: AttemptOptions): Attempt<void> {
    return this.try('sendAll()', () => stream.sendAll(data), options)
  }

  receiveSome(stream: CheckedReceiveStream, maxBytes?: number, options?: AttemptOptions): Attempt<Uint8Array> {
    return this.try('receiveSome()', () => stream.receiveSome(maxBytes), options)
  }

  sendEof(stream: CheckedHalfCloseableStream, options?: AttemptOptions): Attempt<void> {
    return this.try('sendEof()', () => stream.sendEof(), options)
  }

  /** Closes it, and waits until it is closed. */
  async close(stream: CheckedSendStream | CheckedReceiveStream): Promise<void> {
    await this.try('close()', () => stream.close()).value()
  }

  /** Some bytes, `most` at most. */
  receivePiece(stream: CheckedReceiveStream, most: number): Attempt<Uint8Array> {
    return this.try('receiveSome()', () => pieceOf(stream, most))
  }

  /** So many bytes, in as many pieces as they come in. */
  receive(stream: CheckedReceiveStream, count: number, maxBytes = () => Infinity): Attempt<Uint8Array> {
    return this.try('receiveSome()', async () => {
      const received = new Uint8Array(count)
      for (let size = 0; size < count;) {
        const piece = await pieceOf(stream, Math.min(maxBytes(), count - size))
        received.set(piece, size)
        size += piece.length
      }
      return received
    })
  }

  /** @throws Violation unless the stream says, and says again, that the other side has ended. */
  async expectEnd(stream: CheckedReceiveStream): Promise<void> {
    for (const time of ['at the end', 'at the end, the second time']) {
      const { length } = await this.receiveSome(stream).value()
      if (length > 0) throw new Violation(`receiveSome() should give nothing ${time}, and gave ${length} bytes.`)
    }
  }

  /** Calls a method of the stream, `what`, in a task of its own. */
  try<T>(what: string, call: () => T | PromiseLike<T>, options: AttemptOptions = {}): Attempt<T> {
    const attempt = new Attempt<T>(what)
    if (options.cancelled) attempt.cancel()
    this.#attempts.push(attempt)
    this.#nursery.startSoon(() => attempt.run(options.checkpoint ? () => assertCheckpoints(call) : call))
    return attempt
  }

  /** Lets all that can go on do so. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await abortable(() => macrotask())
  }

  /** The methods that have not come back. */
  get waiting(): readonly string[] {
    return this.#attempts.filter(({ isOver }) => !isOver).map(({ what }) => what)
  }

  /** Cancels what still waits, and leaves it behind if it doesn't heed that. */
  async end(): Promise<void> {
    for (const attempt of this.#attempts) attempt.cancel()
    if (this.waiting.length > 0) await new CancelScope({ shield: true }).run(() => this.settle())
    for (const attempt of this.#attempts) attempt.abandon()
  }
}

/** @throws Violation when it is empty or too long. */
async function pieceOf(stream: CheckedReceiveStream, most: number): Promise<Uint8Array> {
  const piece = await stream.receiveSome(most)
  if (piece.length === 0) throw new Violation('receiveSome() gave nothing, as if the other side had ended.')
  if (piece.length > most) throw new Violation(`receiveSome(${most}) gave ${piece.length} bytes.`)
  return piece
}
