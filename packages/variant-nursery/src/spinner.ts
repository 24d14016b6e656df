import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import { checkpoint, openNursery, sleep } from '@interleave/nursery'

/** Draws a frame each `interval` ms until it is cancelled; its last act is to erase the line. */
export async function spin(options: SpinnerOptions, ports: Ports): Promise<never> {
  const { message, interval } = options
  let frame = 0
  try {
    for (;;) {
      await checkpoint() // cancelled before its turn it draws nothing; and `slow`, woken in the same turn, acts first
      ports.out(frameText(frame, message))
      ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
      await sleep(interval)
    }
  } finally {
    ports.out(eraseText(message))
    ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
  }
}

/** Something slow: waits `delay` ms, then returns the answer. */
export async function slow(options: SpinnerOptions): Promise<number> {
  await sleep(options.delay)
  return options.answer
}

/** Spins while `slow` is under way. Whatever ends it, the nursery lets nobody out before the line is erased. */
export async function supervisor(options: SpinnerOptions, ports: Ports): Promise<number> {
  return openNursery(async (nursery) => {
    const spinner = nursery.startSoon(spin, options, ports)
    ports.out(spinnerLine(`<Nursery task ${spinner.name} ${spinner.status}>`))
    const answer = await slow(options)
    nursery.cancelScope.cancel()
    return answer
  })
}
