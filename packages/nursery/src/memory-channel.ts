import type { ChannelStatistics, ReceiveChannel, SendChannel } from './channel.ts'
import { BrokenResourceError, ClosedResourceError, EndOfChannel, WouldBlock } from './errors.ts'
import type { Slot } from './plumbing/context.ts'
import { ChannelState, type Offer } from './plumbing/channel-state.ts'
import { breathe, enter, park, refuse } from './plumbing/park.ts'

/**
 * Opens a channel between tasks: first in, first out. `capacity` is how many items may wait for a receiver: 0 means that
 * each `send` waits for its receiver, Infinity that none ever waits. Close the sending end when done, or receivers wait
 * for ever; `using` does it.
 *
 * @throws RangeError unless `capacity` is a whole number from 0, or Infinity.
 * @example
 * ```ts
 * const [send, receive] = openMemoryChannel<string>(0)
 * nursery.startSoon(async () => { using _ = send; await send.send('hello') })
 * for await (const word of receive) console.log(word)
 * ```
 */
export function openMemoryChannel<T>(capacity: number): [SendChannel<T>, ReceiveChannel<T>] {
  if (capacity !== Infinity && !(Number.isInteger(capacity) && capacity >= 0)) {
    throw new RangeError(`A channel's capacity is a whole number from 0, or Infinity, not ${capacity}.`)
  }
  const state = new ChannelState<T>(capacity)
  return [new MemorySendChannel(state), new MemoryReceiveChannel(state)]
}

/** What a checkpoint that had nothing to wait for returns, made once: a channel makes millions of them. */
const DONE = Promise.resolve()

class MemorySendChannel<T> implements SendChannel<T> {
  readonly #state: ChannelState<T>
  #closed = false

  constructor(state: ChannelState<T>) {
    this.#state = state
    state.openSend++
  }

  send(value: T): Promise<void> {
    const state = this.#state
    try {
      const slot = enter()
      if (!slot) return refuse()
      this.#check()
      if (state.receivers.size > 0 && state.capacity === 0) return this.#handOver(slot, value)
      if (state.receivers.wake(value)) return breathe(slot) ?? DONE
      if (!state.hasRoom) return this.#block(slot, value)
      state.put(value)
      return breathe(slot) ?? DONE
    } catch (error) {
      return Promise.reject(error)
    }
  }

  sendNowait(value: T): void {
    this.#check()
    const state = this.#state
    if (state.receivers.wake(value)) return
    if (!state.hasRoom) throw new WouldBlock()
    state.put(value)
  }

  clone(): SendChannel<T> {
    this.#checkOpen()
    return new MemorySendChannel(this.#state)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const state = this.#state
    state.senders.failWhere(
      (offer) => offer.from === this,
      () => new ClosedResourceError(),
    )
    if (--state.openSend === 0) state.receivers.failAll(() => state.ending())
  }

  [Symbol.dispose](): void {
    this.close()
  }

  statistics(): ChannelStatistics {
    return this.#state.statistics()
  }

  /** Waits for the receiver to have the item and go on. The item is theirs from the first moment, whatever is cancelled. */
  async #handOver(slot: Slot, value: T): Promise<void> {
    const receiver = this.#state.receivers.first!
    receiver.wake(value)
    await receiver.promise
    await afterReceiver()
    await breathe(slot)
  }

  async #block(slot: Slot, value: T): Promise<void> {
    const offer: Offer<T> = { value, from: this, taken: undefined }
    await park(slot, 'channel.send', { queue: this.#state.senders, item: offer })
    // Only in a rendezvous has the receiver this very item; else it has an older one, and goes its own way.
    if (this.#state.capacity > 0) return
    await offer.taken
    await afterReceiver()
  }

  #check(): void {
    this.#checkOpen()
    if (this.#state.openReceive === 0) throw new BrokenResourceError('Nobody receives from this channel any more.')
  }

  #checkOpen(): void {
    if (this.#closed) throw new ClosedResourceError()
  }
}

/** @internal */
export class MemoryReceiveChannel<T> implements ReceiveChannel<T> {
  readonly #state: ChannelState<T>
  #closed = false

  constructor(state: ChannelState<T>) {
    this.#state = state
    state.openReceive++
  }

  receive(): Promise<T> {
    try {
      const slot = enter()
      if (!slot) return refuse()
      this.#check()
      if (this.#state.hasItem) return this.#takeNow(slot, asItem)
      const item = this.#block(slot)
      // A step behind the sender, which has the next item there by then: neck and neck, each item would block the receiver.
      return this.#state.capacity > 0 ? item.then(asItem) : item
    } catch (error) {
      return Promise.reject(error)
    }
  }

  receiveNowait(): T {
    this.#check()
    if (!this.#state.hasItem) throw new WouldBlock()
    this.#state.pull()
    return this.#state.buffer.shift()
  }

  clone(): ReceiveChannel<T> {
    this.#checkOpen()
    return new MemoryReceiveChannel(this.#state)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const state = this.#state
    state.receivers.failWhere(
      (handle) => handle === this,
      () => new ClosedResourceError(),
    )
    if (--state.openReceive === 0) state.receiversGone()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return { next: () => this.#next() }
  }

  statistics(): ChannelStatistics {
    return this.#state.statistics()
  }

  /** As `receive`, without a promise more than it takes: a loop over a channel is what is done most. */
  #next(): Promise<IteratorResult<T>> {
    try {
      const slot = enter()
      if (!slot) return refuse()
      this.#check()
      return this.#state.hasItem ? this.#takeNow(slot, asResult) : this.#block(slot).then(asResult, asEnd)
    } catch (error) {
      return error instanceof EndOfChannel ? Promise.resolve(END) : Promise.reject(error)
    }
  }

  #takeNow<R>(slot: Slot, wrap: (value: T) => R): Promise<R> {
    const offer = this.#state.pull()
    const result = wrap(this.#state.buffer.shift())
    const turn = breathe(slot)
    const received = turn ? afterTurn(turn, result) : Promise.resolve(result)
    if (offer) offer.taken = received
    return received
  }

  #block(slot: Slot): Promise<T> {
    return park<T>(slot, 'channel.receive', { queue: this.#state.receivers, item: this })
  }

  #check(): void {
    this.#checkOpen()
    if (!this.#state.hasItem && this.#state.openSend === 0) throw this.#state.ending()
  }

  #checkOpen(): void {
    if (this.#closed) throw new ClosedResourceError()
  }
}

/** In a function of its own, or its closure would cost every item a context. */
function afterTurn<R>(turn: Promise<void>, result: R): Promise<R> {
  return turn.then(() => result)
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined }

function asItem<T>(value: T): T {
  return value
}

function asResult<T>(value: T): IteratorResult<T> {
  return { done: false, value }
}

function asEnd(error: unknown): IteratorResult<never> {
  if (error instanceof EndOfChannel) return END
  throw error
}

/**
 * As many microtasks as a receiver needs from its item to its next line, `for await` included: its own step out of
 * `next`, the step of the promise that `next` made, and the one of `for await`.
 */
async function afterReceiver(): Promise<void> {
  await DONE
  await DONE
  await DONE
}
