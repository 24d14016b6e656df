import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import { sleep } from './sleep.ts'

/** Draws a frame each `interval` ms until the signal is aborted; its last act is to erase the line. */
export function spin(options: SpinnerOptions, ports: Ports, signal: AbortSignal): Promise<void> {
  const { message, interval } = options
  let frame = 0
  const draw = (): Promise<void> => {
    ports.out(frameText(frame, message))
    ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
    return sleep(interval, signal).then(draw)
  }
  return Promise.try(draw)
    .catch((error: unknown) => {
      if (!signal.aborted || error !== signal.reason) throw error
    })
    .finally(() => {
      ports.out(eraseText(message))
      ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
    })
}

/** Something slow: waits `delay` ms, then fulfils with the answer. */
export function slow(options: SpinnerOptions, signal: AbortSignal): Promise<number> {
  return sleep(options.delay, signal).then(() => options.answer)
}

/** Spins while `slow` is under way. Whatever ends it, the spinner has erased its line before this settles. */
export function supervisor(options: SpinnerOptions, ports: Ports, controller: AbortController): Promise<number> {
  const spinning = new AbortController()
  // To call `spin` is to start it, before its promise can be spoken of. Behind another promise it waits for its turn.
  const turn = Promise.withResolvers<void>()
  const spinner = turn.promise.then(() => {
    controller.signal.throwIfAborted()
    return spin(options, ports, spinning.signal)
  })
  ports.out(spinnerLine('<Promise pending>'))

  const answer = slow(options, controller.signal).finally(() => spinning.abort())
  turn.resolve()
  // A spinner that fails stops the work too; nobody would see it fail otherwise until `slow` is over.
  spinner.catch((error: unknown) => controller.abort(error))
  return Promise.allSettled([answer, spinner])
    .then(() => spinner)
    .then(() => answer)
}
