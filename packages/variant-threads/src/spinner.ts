import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import { block } from './block.ts'
import { waitForStop, type Signal } from './signal.ts'
import type { SpinnerThread } from './spinner-thread.ts'
import { writeAll } from './write-all.ts'

/**
 * Draws a frame each `interval` ms until the signal says stop; its last act is to erase the line. Runs in the worker and
 * writes to the descriptor itself: a worker's `process.stdout` would wait for the main thread, which is blocked.
 */
export function spin(
  options: SpinnerOptions,
  descriptor: number,
  signal: Signal,
  drawn: (frame: number) => void,
): void {
  const { message, interval } = options
  let frame = 0
  try {
    do {
      writeAll(descriptor, frameText(frame, message))
      drawn(frame++)
    } while (!waitForStop(signal, interval))
  } finally {
    writeAll(descriptor, eraseText(message))
  }
}

/** Something slow: keeps its thread for `delay` ms, then returns the answer. */
export function slow(options: SpinnerOptions): number {
  block(options.delay)
  return options.answer
}

/**
 * Spins in another thread while this one is blocked in `slow`. Whatever ends it, the line is erased before it returns.
 * Throws the signal's reason where that is aborted before there is a thread: later nobody could hear of it.
 */
export function supervisor(options: SpinnerOptions, ports: Ports, signal: AbortSignal, spinner: SpinnerThread): number {
  ports.out(spinnerLine(spinner.describe()))
  signal.throwIfAborted()
  spinner.start()
  try {
    return slow(options)
  } finally {
    spinner.stop()
    spinner.join()
  }
}
