import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import { first } from './children.ts'
import type { Operation } from './operation.ts'
import { sleep } from './sleep.ts'

/** Draws a frame each `interval` ms until it is returned from; its last act is to erase the line. */
export function* spin(options: SpinnerOptions, ports: Ports): Operation<never> {
  const { message, interval } = options
  let frame = 0
  try {
    for (;;) {
      ports.out(frameText(frame, message))
      ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
      yield* sleep(interval)
    }
  } finally {
    ports.out(eraseText(message))
    ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
  }
}

/** Something slow: waits `delay` ms, then returns the answer. */
export function* slow(options: SpinnerOptions): Operation<number> {
  yield* sleep(options.delay)
  return options.answer
}

/** Spins while `slow` is under way. Whatever ends it, the spinner has erased its line before this returns. */
export function* supervisor(options: SpinnerOptions, ports: Ports): Operation<number> {
  const spinner = spin(options, ports)
  ports.out(spinnerLine('<Generator suspended>'))
  return yield* first([slow(options), spinner])
}
