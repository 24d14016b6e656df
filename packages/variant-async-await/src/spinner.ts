import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import { sleep } from './sleep.ts'
import { createTask } from './task.ts'

/** Draws a frame each `interval` ms until the signal is aborted; its last act is to erase the line. */
export async function spin(options: SpinnerOptions, ports: Ports, signal: AbortSignal): Promise<void> {
  const { message, interval } = options
  let frame = 0
  try {
    while (!signal.aborted) {
      ports.out(frameText(frame, message))
      ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
      await sleep(interval, signal)
    }
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
  } finally {
    ports.out(eraseText(message))
    ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
  }
}

/** Something slow: waits `delay` ms, then returns the answer. */
export async function slow(options: SpinnerOptions, signal: AbortSignal): Promise<number> {
  await sleep(options.delay, signal)
  return options.answer
}

/** Spins while `slow` is under way. Whatever ends it, the spinner has erased its line before this settles. */
export async function supervisor(options: SpinnerOptions, ports: Ports, controller: AbortController): Promise<number> {
  const spinning = new AbortController()
  const spinner = createTask('spin', async () => {
    controller.signal.throwIfAborted() // cancelled before its turn, it draws nothing
    await spin(options, ports, spinning.signal)
  })
  // A spinner that fails stops the work too; nobody would see it fail otherwise until `slow` is over.
  spinner.result.catch((error: unknown) => controller.abort(error))
  try {
    ports.out(spinnerLine(spinner.describe()))
    return await slow(options, controller.signal)
  } finally {
    spinning.abort()
    await spinner.result
  }
}
