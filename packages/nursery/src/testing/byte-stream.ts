/** The sending side of a stream of bytes. Closing it is what the other side sees as the end. */
export interface ByteSendStream extends Disposable, AsyncDisposable {
  /**
   * Sends all of it.
   *
   * @throws Cancelled, and then nobody knows how much was sent; ClosedResourceError when closed here, before or meanwhile;
   * BrokenResourceError when the other side has closed; BusyResourceError when another task is sending.
   */
  sendAll(data: string | Uint8Array): Promise<void>
  /** Idempotent, never waits. */
  close(): void
}

/** The receiving side of a stream of bytes; iteration gives what arrives until the other side ends. */
export interface ByteReceiveStream extends Disposable, AsyncDisposable, AsyncIterable<Uint8Array> {
  /**
   * The next bytes, `maxBytes` at most, as soon as there are any; an empty array means that the other side has ended.
   *
   * @throws Cancelled, and then nothing was taken; ClosedResourceError when closed here, before or meanwhile;
   * BusyResourceError when another task is receiving; RangeError unless `maxBytes` is a whole number from 1, or Infinity.
   */
  receiveSome(maxBytes?: number): Promise<Uint8Array>
  /** Idempotent, never waits. */
  close(): void
}

/** Both ways. */
export interface ByteStream extends ByteSendStream, ByteReceiveStream {
  /**
   * Says that nothing more will be sent; receiving goes on. Idempotent.
   *
   * @throws Cancelled; ClosedResourceError; BusyResourceError when another task is sending, which it would cut off.
   */
  sendEof(): Promise<void>
}

/** @internal */
export const NO_BYTES = new Uint8Array()

/** @internal A copy: the sender may use its array again. */
export function asBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : Uint8Array.from(data)
}

/** @internal What all receiving sides do in a `for await`. */
export async function* chunksOf(stream: ByteReceiveStream): AsyncGenerator<Uint8Array, void, undefined> {
  for (let chunk = await stream.receiveSome(); chunk.length > 0; chunk = await stream.receiveSome()) yield chunk
}
