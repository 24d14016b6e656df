/** A snapshot of a channel; the same seen from every handle. */
export interface ChannelStatistics {
  readonly currentBufferUsed: number
  readonly maxBufferSize: number
  readonly openSendChannels: number
  readonly openReceiveChannels: number
  readonly tasksWaitingSend: number
  readonly tasksWaitingReceive: number
  /** The most items that the buffer has ever held. */
  readonly peakBufferUsed: number
}

/** The sending end of a memory channel. */
export interface SendChannel<T> extends Disposable {
  /**
   * Hands over an item, waiting for room (capacity n) or for a receiver (capacity 0: a rendezvous, after which the receiver
   * goes on before this resolves).
   *
   * @throws Cancelled, and then it was not sent; ClosedResourceError when this handle is closed, before or meanwhile;
   * BrokenResourceError when no receiver is left.
   */
  send(value: T): Promise<void>
  /** As `send`, but never waits. @throws WouldBlock when there is neither room nor a waiting receiver. */
  sendNowait(value: T): void
  /** Another handle on the same end. Receivers see the end only when every sending handle is closed. */
  clone(): SendChannel<T>
  /** Idempotent, never waits. Wakes who waits on this handle with ClosedResourceError. */
  close(): void
  statistics(): ChannelStatistics
}

/** The receiving end of a memory channel; `for await` takes items until the senders have closed. */
export interface ReceiveChannel<T> extends Disposable, AsyncIterable<T> {
  /**
   * Takes the next item, waiting for one. Each item goes to one receiver, the longest waiting one first.
   *
   * @throws Cancelled, and then nothing was taken; EndOfChannel when all senders have closed and nothing is left;
   * ClosedResourceError when this handle is closed, before or meanwhile.
   */
  receive(): Promise<T>
  /** As `receive`, but never waits. @throws WouldBlock when nothing is there. */
  receiveNowait(): T
  /** Another handle on the same end. Senders see it broken only when every receiving handle is closed. */
  clone(): ReceiveChannel<T>
  /** Idempotent, never waits. With the last receiving handle, what is in the buffer is dropped. */
  close(): void
  statistics(): ChannelStatistics
}
