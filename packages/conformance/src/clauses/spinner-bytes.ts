import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { countFrames, expectedErasure, expectedFrames, splitOutput } from '../expected.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'

/** What a spinner writes, and when it is silent. */
export const SPINNER_BYTES: readonly Clause[] = [
  {
    id: 'S1',
    title: 'the first thing written is what kind of thing will spin, and its state',
    async run(subject) {
      const { output } = await spinToTheEnd(subject)
      expect(splitOutput(output).line).toMatch(/^spinner object: <\w[^\n]*\W\w[^\n]*>\n$/)
    },
  },
  {
    id: 'S2',
    title: 'each frame is the next bar, a space, the message and as many backspaces; nothing else is written',
    needs: ['spins'],
    async run(subject) {
      const { output } = await spinToTheEnd(subject)
      const { message } = subject.spinner
      const { rest } = splitOutput(output)
      expect(rest.slice(0, rest.lastIndexOf('\b ') + 1)).toBe(expectedFrames(countFrames(output, message), message))
    },
  },
  {
    id: 'S4',
    title: 'the last thing written erases the line, once',
    needs: ['spins'],
    async run(subject) {
      const { output } = await spinToTheEnd(subject)
      const erasure = expectedErasure(subject.spinner.message)
      expect(output.slice(-erasure.length)).toBe(erasure)
      expect(output.split(erasure), 'the erasures').toHaveLength(2)
    },
  },
  {
    id: 'S5',
    title: 'nothing is written after the result has settled',
    async run(subject) {
      using clock = subject.clock()
      const trial = subject.spin()
      await clock.advance(subject.spinner.delay)
      const { output } = await trial.ending()
      await clock.advance(clock.virtual ? subject.spinner.interval * 10 : TOLERANCE.quiet)
      expect(trial.output()).toBe(output)
    },
  },
  {
    id: 'S7',
    title: 'a model that cannot spin draws no frame and still answers; one that draws does not say that it cannot',
    async run(subject) {
      const { output, value } = await spinToTheEnd(subject)
      expect(countFrames(output, subject.spinner.message) > 0, 'whether frames were drawn').toBe(subject.has('spins'))
      expect(value).toBe(subject.spinner.answer)
    },
  },
]

async function spinToTheEnd(subject: Subject): Promise<{ output: string; value: number }> {
  using clock = subject.clock()
  const trial = subject.spin()
  await clock.advance(subject.spinner.delay)
  const value = await trial.value()
  return { output: trial.output(), value }
}
