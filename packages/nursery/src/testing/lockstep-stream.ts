import { BrokenResourceError, BusyResourceError, ClosedResourceError } from '../errors.ts'
import { asMaxBytes } from '../plumbing/as-max-bytes.ts'
import { breathe, enter, park, parkWaiter, refuse } from '../plumbing/park.ts'
import { WaitQueue } from '../plumbing/wait-queue.ts'
import { asBytes, type ByteReceiveStream, type ByteSendStream, chunksOf, NO_BYTES } from './byte-stream.ts'
import { StapledStream } from './stapled-stream.ts'

/**
 * One way, with no buffer at all: `sendAll` resolves once the other side has received everything. Shows what waits for
 * whom, which a buffer would hide. What a cancelled or closed `sendAll` had not got rid of yet isn't delivered.
 */
export function lockstepStreamOneWayPair(): [ByteSendStream, ByteReceiveStream] {
  const pipe = new Lockstep()
  return [new LockstepSendStream(pipe), new LockstepReceiveStream(pipe)]
}

/** As {@link lockstepStreamOneWayPair}, both ways. */
export function lockstepStreamPair(): [StapledStream, StapledStream] {
  const [sendToRight, receiveFromLeft] = lockstepStreamOneWayPair()
  const [sendToLeft, receiveFromRight] = lockstepStreamOneWayPair()
  return [new StapledStream(sendToRight, receiveFromRight), new StapledStream(sendToLeft, receiveFromLeft)]
}

/** What the two ends share. There are bytes only while the sender waits. */
class Lockstep {
  bytes: Uint8Array = NO_BYTES
  readonly sender = new WaitQueue()
  /** The receiver, with how much it wants. */
  readonly receiver = new WaitQueue<Uint8Array, number>()
  sendClosed = false
  receiveClosed = false

  take(most: number): Uint8Array {
    const taken = this.bytes.subarray(0, most)
    this.bytes = this.bytes.subarray(most)
    if (this.bytes.length === 0) this.sender.wake()
    return taken
  }
}

class LockstepSendStream implements ByteSendStream {
  readonly #pipe: Lockstep

  constructor(pipe: Lockstep) {
    this.#pipe = pipe
  }

  async sendAll(data: string | Uint8Array): Promise<void> {
    const pipe = this.#pipe
    const slot = enter() ?? (await refuse())
    if (pipe.sendClosed) throw new ClosedResourceError()
    if (pipe.receiveClosed) throw new BrokenResourceError('The receiving side of this stream was closed.')
    if (pipe.sender.size > 0) throw new BusyResourceError('Another task is sending to this stream.')
    pipe.bytes = asBytes(data)
    if (pipe.bytes.length > 0 && pipe.receiver.size > 0) pipe.receiver.wake(pipe.take(pipe.receiver.firstItem))
    if (pipe.bytes.length === 0) return breathe(slot)
    const waiter = parkWaiter(slot, 'stream.sendAll', {
      queue: pipe.sender,
      onAbort: (cancelled, aborted) => {
        pipe.bytes = NO_BYTES
        aborted.fail(cancelled)
      },
    })
    return waiter.promise
  }

  close(): void {
    const pipe = this.#pipe
    pipe.sendClosed = true
    pipe.bytes = NO_BYTES
    pipe.sender.failAll(() => new ClosedResourceError())
    pipe.receiver.wakeAll(NO_BYTES)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

class LockstepReceiveStream implements ByteReceiveStream {
  readonly #pipe: Lockstep

  constructor(pipe: Lockstep) {
    this.#pipe = pipe
  }

  async receiveSome(maxBytes = Infinity): Promise<Uint8Array> {
    const pipe = this.#pipe
    const most = asMaxBytes(maxBytes)
    const slot = enter() ?? (await refuse())
    if (pipe.receiveClosed) throw new ClosedResourceError()
    if (pipe.receiver.size > 0) throw new BusyResourceError('Another task is receiving from this stream.')
    if (pipe.bytes.length === 0 && !pipe.sendClosed) {
      return park(slot, 'stream.receiveSome', { queue: pipe.receiver, item: most })
    }
    const taken = pipe.take(most)
    await breathe(slot)
    return taken
  }

  close(): void {
    const pipe = this.#pipe
    pipe.receiveClosed = true
    pipe.bytes = NO_BYTES
    pipe.receiver.failAll(() => new ClosedResourceError())
    pipe.sender.failAll(() => new BrokenResourceError('The receiving side of this stream was closed.'))
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
