import { abortable } from './abortable.ts'
import type { ReceiveChannel, SendChannel } from './channel.ts'
import { bind } from './plumbing/context.ts'
import { current } from './plumbing/current.ts'

/**
 * A web stream of what a channel gives, read no faster than it is asked. It belongs to the scope in which it is made: when
 * that is cancelled, the stream fails with the Cancelled. A stream that is cancelled or fails closes the channel's end.
 */
export function toReadableStream<T>(receive: ReceiveChannel<T>): ReadableStream<T> {
  const iterator = receive[Symbol.asyncIterator]()
  const next = bind(current(), () => iterator.next())
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const result = await closingOnFailure(receive, next)
        if (result.done) controller.close()
        else controller.enqueue(result.value)
      },
      cancel: () => receive.close(),
    },
    { highWaterMark: 0 },
  )
}

/**
 * The chunks of a web stream, for `for await`; each step is a checkpoint. Leaving the loop, or being cancelled, cancels the
 * stream and waits until its source has cleaned up.
 *
 * @throws Cancelled; what the stream fails with; TypeError when the stream is being read by somebody else.
 */
export async function* fromReadableStream<T>(stream: ReadableStream<T>): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const result = await abortable((signal) => read(reader, signal))
      if (result.done) return
      yield result.value
    }
  } finally {
    // A stream that has failed says so once more; the loop has had its error.
    await reader.cancel().catch(() => {})
    reader.releaseLock()
  }
}

/**
 * A web stream whose chunks are sent through a channel, with its back-pressure. It belongs to the scope in which it is made:
 * when that is cancelled, the stream fails with the Cancelled. A stream that is closed, is aborted or fails closes the
 * channel's end.
 */
export function toWritableStream<T>(send: SendChannel<T>): WritableStream<T> {
  const sendHere = bind(current(), (chunk: T) => send.send(chunk))
  return new WritableStream<T>({
    // At once: a stream waits for the write under way, which may wait for a receiver for ever, before it calls `abort`.
    start: (controller) => signalOf(controller).addEventListener('abort', () => send.close(), { once: true }),
    write: (chunk) => closingOnFailure(send, () => sendHere(chunk)),
    close: () => send.close(),
  })
}

/** The types of Node's streams lack it. */
function signalOf(controller: object): AbortSignal {
  return (controller as { readonly signal: AbortSignal }).signal
}

/** A stream that has failed is over, and calls none of its functions any more. */
async function closingOnFailure<R>(end: { close(): void }, operation: () => Promise<R>): Promise<R> {
  try {
    return await operation()
  } catch (error) {
    end.close()
    throw error
  }
}

async function read<T>(reader: ReadableStreamDefaultReader<T>, signal: AbortSignal) {
  // Cancelling the stream ends the read that is pending, as if the stream were over.
  let cleanedUp: Promise<void> | undefined
  const onAbort = () => {
    cleanedUp = reader.cancel(signal.reason).catch(() => {})
  }
  signal.addEventListener('abort', onAbort)
  const result = await reader.read()
  await cleanedUp
  if (result.done) signal.throwIfAborted()
  return result
}
