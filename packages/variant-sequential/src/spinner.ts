import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import { block } from './block.ts'

/** Draws a frame each `interval` ms while the signal says go; its last act is to erase what it has drawn. */
export function spin(options: SpinnerOptions, ports: Ports, signal: { readonly go: boolean }): void {
  const { message, interval } = options
  let frame = 0
  while (signal.go) {
    ports.out(frameText(frame, message))
    ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
    block(interval)
  }
  if (frame > 0) ports.out(eraseText(message))
  ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
}

/** Something slow: keeps the thread for `delay` ms, then returns the answer. */
export function slow(options: SpinnerOptions): number {
  block(options.delay)
  return options.answer
}

/**
 * Wants to spin while `slow` is under way, and can't: it is one call after the other. Spinning first would never end,
 * since the only one who could say stop comes after it.
 */
export function supervisor(options: SpinnerOptions, ports: Ports): number {
  const signal = { go: true }
  ports.out(spinnerLine('<Call pending spin>'))
  const answer = slow(options)
  signal.go = false
  spin(options, ports, signal)
  return answer
}
