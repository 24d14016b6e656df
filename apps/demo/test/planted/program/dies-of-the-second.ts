import { watchInterrupts as watchRightly, type Interrupts } from '../../../src/interrupts.ts'

export function watchInterrupts(): Interrupts {
  const interrupts = watchRightly()
  interrupts[Symbol.dispose]()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupts.raise(signal))
  return interrupts
}
