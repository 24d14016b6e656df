import { exitCodeOf } from '../../../src/exit-codes.ts'
import { watchInterrupts as watchRightly, type Interrupts } from '../../../src/interrupts.ts'

export function watchInterrupts(): Interrupts {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(exitCodeOf(signal)))
  return watchRightly()
}
