import { readdir } from 'node:fs/promises'
import { UsageError, type Ports, type RunStatus } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { inForce } from '../in-force.ts'
import { late } from '../late.ts'
import type { Trial } from '../trial.ts'

/** What a caller has in hand. */
export const RUN_HANDLE: readonly Clause[] = [
  {
    id: 'R1',
    title: 'a program never throws when called; what goes wrong comes out of its result',
    async run(subject) {
      const error = new Error('Nobody listens.')
      const ports: Partial<Ports> = {
        trace: () => {
          throw error
        },
      }
      expect(await subject.spin({ interval: 10, delay: 30 }, ports).failure()).toBe(error)
      expect(await subject.download({ codes: someCodes(2) }, ports).failure()).toBe(error)
      expect(await subject.download({ codes: ['BR', '../x'] }).failure()).toBeInstanceOf(UsageError)
      expect((await readdir(subject.directory)).filter((name) => name !== 'br.gif')).toEqual([])
    },
  },
  {
    id: 'R2',
    title: 'the status only moves forward, and begins as the model says',
    async run(subject) {
      const { origin, patience } = subject
      const begin = { eager: 'running', lazy: 'pending', blocking: 'done' }[subject.variant.traits.start]
      const codes = someCodes(3)
      await origin.reset({
        plan: { '*': { ...late(subject), hold: subject.variant.traits.start !== 'blocking', delay: 0 } },
      })
      const watch = watchStatus()
      const trial = subject.download({ codes, concurrency: 2 }, watch.ports)
      watch.follow(trial)
      expect(trial.run.status, 'the status when the call returns').toBe(begin)
      expect(trial.run.describe(), 'what runs, and its state').toMatch(DESCRIPTION)
      await origin.untilRequests(1, { timeout: patience })
      expect(['running', 'done'], 'the status when a request is open').toContain(trial.run.status)
      await origin.release()
      await trial.value()
      expect(trial.run.status, 'the status at the end').toBe('done')
      expect(trial.run.describe(), 'what ran, and how it ended').toMatch(DESCRIPTION)
      watch.expectForward()
    },
  },
  {
    id: 'R3',
    title: 'cancel() is idempotent: the first reason is kept, and after the end it does nothing',
    async run(subject) {
      const { origin, patience } = subject
      const done = subject.download({ codes: someCodes(1) })
      await done.value()
      const { length } = done.events
      done.run.cancel('too late')
      expect(done.run.status).toBe('done')
      expect(done.events).toHaveLength(length)

      if (!subject.has('cancels')) return
      await origin.reset({ plan: { '*': late(subject) } })
      const trial = subject.download({ codes: someCodes(2), concurrency: 2 })
      await origin.untilRequests(inForce(subject, 2, 2), { timeout: patience })
      trial.run.cancel('first')
      trial.run.cancel('second')
      expect(await trial.failure()).toMatchObject({ name: 'RunCancelled', reason: 'first' })
      trial.run.cancel('third')
      expect(trial.run.status).toBe('cancelled')
      expect(trial.events.filter(({ kind }) => kind === 'cancel.requested')).toHaveLength(1)
    },
  },
  {
    id: 'R8',
    title: 'describe() says what runs the program, and its state',
    async run(subject) {
      const starts = [() => subject.spin({ interval: 10, delay: 30 }), () => subject.download({ codes: someCodes(1) })]
      for (const start of starts) {
        const trial: Trial<unknown> = start()
        const isOver = trial.run.status === 'done'
        const before = trial.run.describe()
        await trial.ending()
        const after = trial.run.describe()
        expect(before).toMatch(/^<\S.*>$/)
        expect(after).toMatch(/^<\S.*>$/)
        if (!isOver) expect(after, 'the state at the end').not.toBe(before)
      }
    },
  },
]

/** In angle brackets, what kind of thing, and last its state. */
const DESCRIPTION = /^<\w.*\w\)?>$/

const ORDER: readonly RunStatus[] = ['pending', 'running', 'done']

/** Notes the status each time that something happens. */
function watchStatus() {
  const seen: RunStatus[] = []
  let trial: Trial<unknown> | undefined
  const note = () => {
    if (trial) seen.push(trial.run.status)
  }
  return {
    ports: { trace: note } satisfies Partial<Ports>,
    follow: (followed: Trial<unknown>) => {
      trial = followed
      note()
    },
    expectForward: () => {
      note()
      const steps = seen.map((status) => ORDER.indexOf(status))
      expect(steps, `the steps ${seen.join(', ')}`).toEqual(steps.toSorted((one, other) => one - other))
    },
  }
}
