import { watchInterrupts, type Interrupts } from '../src/interrupts.ts'
import { onTestFinished } from 'vitest'

/** Interrupts for one test; `raise` stands for the key. */
export function fakeInterrupts(): Interrupts {
  const interrupts = watchInterrupts()
  onTestFinished(() => interrupts[Symbol.dispose]())
  return interrupts
}
