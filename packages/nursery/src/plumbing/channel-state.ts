import { BrokenResourceError, EndOfChannel } from '../errors.ts'
import { Deque } from './deque.ts'
import { WaitQueue } from './wait-queue.ts'

/** What a blocked sender holds out. */
export interface Offer<T> {
  readonly value: T
  /** The handle it was sent through. */
  readonly from: object
  /** What the receiver that took it awaits. */
  taken: Promise<unknown> | undefined
}

/**
 * What all handles of one channel share. A sender blocks only while the buffer is full, a receiver only while it is empty,
 * so never both; and with a receiver waiting nothing is in the buffer.
 */
export class ChannelState<T> {
  readonly capacity: number
  readonly buffer = new Deque<T>()
  /** Blocked senders, each with its offer. */
  readonly senders = new WaitQueue<void, Offer<T>>()
  /** Blocked receivers, each with its handle. */
  readonly receivers = new WaitQueue<T, object>()
  openSend = 0
  openReceive = 0
  #peak = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get hasRoom(): boolean {
    return this.buffer.size < this.capacity
  }

  get hasItem(): boolean {
    return this.buffer.size > 0 || this.senders.size > 0
  }

  /** Ask only when `hasRoom`. */
  put(value: T): void {
    this.buffer.push(value)
    if (this.buffer.size > this.#peak) this.#peak = this.buffer.size
  }

  /** Moves the longest blocked sender's item up, and lets the sender go on. Before each `buffer.shift()`. */
  pull(): Offer<T> | undefined {
    if (this.senders.size === 0) return undefined
    const offer = this.senders.firstItem
    this.buffer.push(offer.value)
    this.senders.wake()
    return offer
  }

  /** The last receiving handle was closed. */
  receiversGone(): void {
    this.senders.failAll(() => new BrokenResourceError('Nobody receives from this channel any more.'))
    this.buffer.clear()
  }

  /** What a receiver gets when nothing is left and nothing will come. */
  ending(): Error {
    return new EndOfChannel()
  }

  statistics() {
    return Object.freeze({
      currentBufferUsed: this.buffer.size,
      maxBufferSize: this.capacity,
      openSendChannels: this.openSend,
      openReceiveChannels: this.openReceive,
      tasksWaitingSend: this.senders.size,
      tasksWaitingReceive: this.receivers.size,
      peakBufferUsed: this.#peak,
    })
  }
}
