import { watchInterrupts as watchRightly, type Interrupts } from '../../../src/interrupts.ts'

export function watchInterrupts(): Interrupts {
  const interrupts = watchRightly()
  // The right listeners are gone, and with these the signals no longer end the process either.
  interrupts[Symbol.dispose]()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  return interrupts
}
