import type { Ports } from '@interleave/contract'
import type { Subject } from './subject.ts'
import { within } from './real-time.ts'
import type { Trial } from './trial.ts'

/** Starts a spinner that only a cancel ends, in real time, and waits until it has begun: has drawn, where it draws. */
export async function spinOn(subject: Subject, ports: Partial<Ports> = {}): Promise<Trial<number>> {
  const first = subject.has('spins') ? 'spinner.frame' : 'run.start'
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const trial = subject.spin(
    { interval: 10, delay: 60_000 },
    {
      ...ports,
      trace: (event) => {
        if (event.kind === first) resolve()
        ports.trace?.(event)
      },
    },
  )
  await within(subject.patience, begun, 'The spinner did not begin.')
  return trial
}
