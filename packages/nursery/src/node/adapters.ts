import { Readable } from 'node:stream'
import { abortable } from '../abortable.ts'
import { checkpoint } from '../checkpoint.ts'
import { BrokenResourceError } from '../errors.ts'
import { MemoryReceiveChannel } from '../memory-channel.ts'
import { bind } from '../plumbing/context.ts'
import { current } from '../plumbing/current.ts'
import { nextEvent } from './next-event.ts'

/**
 * The chunks of a Node stream, with a cancel point before each. Leaving the loop, or being cancelled, destroys the stream.
 *
 * @throws Cancelled; what the stream fails with; BrokenResourceError when it is destroyed before its end.
 */
export async function* fromReadable<T = Uint8Array>(stream: Readable): AsyncGenerator<T, void, undefined> {
  // Whatever it fails with is thrown below; without a listener it would be thrown at the process.
  stream.on('error', () => {})
  try {
    for (;;) {
      await checkpoint()
      const chunk = stream.read() as T | null
      if (chunk !== null) yield chunk
      else if (stream.readableEnded || stream.destroyed) break
      else await abortable((signal) => nextEvent(stream, ['readable', 'end', 'close', 'error'], signal))
    }
    if (stream.errored) throw stream.errored
    if (!stream.readableEnded) throw new BrokenResourceError('The stream was destroyed before its end.')
  } finally {
    stream.destroy()
  }
}

/**
 * A Node stream of what an async iterable gives, such as the receiving end of a channel; read no faster than it is asked. It
 * belongs to the scope in which it is made: when that is cancelled, the stream fails with the Cancelled. Destroyed, or
 * failed, it closes a channel's end, and tells another source to end (`return()`), without waiting for that.
 */
export function toReadable<T>(items: AsyncIterable<T>): Readable {
  const iterator = items[Symbol.asyncIterator]()
  const next = bind(current(), () => Promise.try(() => iterator.next()))
  const end = () => {
    if (items instanceof MemoryReceiveChannel) items.close()
    else Promise.try(() => iterator.return?.()).catch(() => {})
  }
  return new Readable({
    objectMode: true,
    highWaterMark: 0,
    read() {
      next().then(
        (result) => this.push(result.done ? null : result.value),
        (error: Error) => this.destroy(error),
      )
    },
    destroy(error, callback) {
      end()
      callback(error)
    },
  })
}
