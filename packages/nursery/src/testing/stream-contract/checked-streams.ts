import type { ByteReceiveStream, ByteSendStream } from '../byte-stream.ts'

/** A sending side as the checks take it: a `ByteSendStream`, or a stream whose `close` waits and that has no `Symbol.dispose`. */
export interface CheckedSendStream extends Pick<ByteSendStream, 'sendAll' | typeof Symbol.asyncDispose> {
  close(): unknown
  [Symbol.dispose]?(): void
}

/** A receiving side as the checks take it; see {@link CheckedSendStream}. */
export interface CheckedReceiveStream extends Pick<
  ByteReceiveStream,
  'receiveSome' | typeof Symbol.asyncDispose | typeof Symbol.asyncIterator
> {
  close(): unknown
  [Symbol.dispose]?(): void
}

/** Both ways. */
export interface CheckedStream extends CheckedSendStream, CheckedReceiveStream {}

/** Both ways, each of which can end by itself. */
export interface CheckedHalfCloseableStream extends CheckedStream {
  sendEof(): Promise<void>
}

export type OneWayPair = readonly [send: CheckedSendStream, receive: CheckedReceiveStream]
export type TwoWayPair<S extends CheckedStream = CheckedStream> = readonly [left: S, right: S]

/** Makes a new pair for each rule: what goes into the one comes out of the other. */
export type StreamMaker<P> = () => P | PromiseLike<P>

export interface CheckStreamOptions {
  /**
   * How long one rule may take, in ms, on the run's clock or on the real one, whichever is sooner: what a stream that hangs
   * is found out by. Default 10,000. Infinity leaves it to the limit of the test runner.
   */
  readonly timeout?: number | undefined
}
