import { readdir } from 'node:fs/promises'
import { UsageError, type Ports, type Run, type TraceEvent } from '@interleave/contract'
import type { Behaviour } from '@interleave/origin'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { inForce } from '../in-force.ts'
import { late } from '../late.ts'
import { realSleep } from '../real-time.ts'
import { spinOn } from '../spin-on.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'
import type { Trial } from '../trial.ts'
import { DESCRIPTION, isUnderWay, watchStatus } from '../watch-status.ts'

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
      expect(await readdir(subject.directory)).toEqual([])
    },
  },
  {
    id: 'R2',
    title: 'the status only moves forward, begins as the model says, and ends with the run',
    async run(subject) {
      const { origin, patience } = subject
      const { start } = subject.variant.traits
      const begin = { eager: 'running', lazy: 'pending', blocking: 'done' }[start]
      const codes = someCodes(3)
      await origin.reset({ plan: { '*': held(subject) } })
      const watch = watchStatus()
      const trial = watch.follow(subject.download({ codes, concurrency: 2 }, watch.ports))
      expect(trial.run.status, 'the status when the call returns').toBe(begin)
      expect(trial.run.describe(), 'what runs, and its state').toMatch(DESCRIPTION)
      await origin.untilRequests(1, { timeout: patience })
      expect(['running', 'done'], 'the status when a request is open').toContain(trial.run.status)
      await origin.release()
      await watch.expectEnd()

      const turning = watchStatus()
      const spinner = turning.follow(subject.spin(BRIEF, turning.ports))
      expect(spinner.run.status, 'the status of the spinner when the call returns').toBe(begin)
      await turning.expectEnd()
      if (start !== 'blocking' && subject.has('spins'))
        expect(turning.told(), 'the status while it spins').toContain('running')

      await origin.reset()
      for (const fail of failures(subject)) {
        const failing = watchStatus()
        failing.follow(fail(failing.ports))
        await failing.expectEnd()
      }

      if (!subject.has('cancels')) return
      await origin.reset({ plan: { '*': held(subject) } })
      const leaving = watchStatus()
      const cut = leaving.follow(subject.download({ codes }, leaving.ports, { linger: TOLERANCE.quiet }))
      await origin.untilRequests(1, { timeout: patience })
      cut.run.cancel('enough')
      expect(cut.run.status, 'the status of a run that is on its way out').toBe('running')
      await origin.release()
      await leaving.expectEnd()

      if (!subject.has('cancelsSpinner')) return
      const stopping = watchStatus()
      stopping.follow(await spinOn(subject, stopping.ports)).run.cancel('enough')
      await stopping.expectEnd()
    },
  },
  {
    id: 'R3',
    title: 'cancel() is idempotent: the first reason is kept, and after the end it does nothing',
    async run(subject) {
      const { origin, patience } = subject
      const over: Trial<unknown>[] = [subject.spin(BRIEF), subject.download({ codes: someCodes(1) })]
      for (const trial of over) await trial.ending()
      over.push(await cancelAtTheEnd((ports) => subject.spin(BRIEF, ports)))
      over.push(await cancelAtTheEnd((ports) => subject.download({ codes: someCodes(1) }, ports)))

      if (subject.has('cancels')) {
        await origin.reset({ plan: { '*': late(subject) } })
        const repeated = repeatedCancel()
        const trial = subject.download({ codes: someCodes(2), concurrency: 2 }, repeated.ports)
        await origin.untilRequests(inForce(subject, 2, 2), { timeout: patience })
        over.push(await repeated.cancel(trial))
      }
      if (subject.has('cancelsSpinner')) {
        const repeated = repeatedCancel()
        over.push(await repeated.cancel(await spinOn(subject, repeated.ports)))
      }

      const ends = over.map(whatIsSeen)
      for (const { run } of over) run.cancel('too late')
      expect(over.map(whatIsSeen), 'what a cancel does after the end').toEqual(ends)
      await realSleep(TOLERANCE.quiet)
      expect(over.map(whatIsSeen), 'what a cancel does a while after the end').toEqual(ends)
    },
  },
  {
    id: 'R8',
    title: 'describe() says what runs the program, and its state, however it ends',
    async run(subject) {
      const { origin, patience } = subject
      const ends = [
        () => subject.spin(BRIEF),
        () => subject.download({ codes: someCodes(1) }),
        ...failures(subject).map((fail) => () => fail({})),
      ]
      for (const start of ends) {
        const trial = start()
        await expectDescription(trial, () => trial.ending())
      }

      if (!subject.has('cancels')) return
      await origin.reset({ plan: { '*': held(subject) } })
      const cut = subject.download({ codes: someCodes(1) })
      await origin.untilRequests(1, { timeout: patience })
      await expectDescription(cut, async () => {
        cut.run.cancel('enough')
        await origin.release()
        await cut.ending()
      })

      if (!subject.has('cancelsSpinner')) return
      const spinning = await spinOn(subject)
      await expectDescription(spinning, () => {
        spinning.run.cancel('enough')
        return spinning.ending()
      })
    },
  },
]

/** A spinner that is soon over, in real time. */
const BRIEF = { interval: 10, delay: 30 }

/** An answer that waits to be released; from a model that blocks its caller nobody could release it. */
function held(subject: Subject): Behaviour {
  const hold = subject.variant.traits.start !== 'blocking'
  return { kind: 'serve', hold, delay: 0 }
}

/** Starts each program so that it fails: a port throws. */
function failures(subject: Subject): ((ports: Partial<Ports>) => Trial<unknown>)[] {
  const fail = () => {
    throw new Error('Nobody listens.')
  }
  return [
    (ports) => subject.spin(BRIEF, { ...ports, out: fail }),
    ({ trace, ...ports }) =>
      subject.download(
        { codes: someCodes(2) },
        {
          ...ports,
          trace: (event) => {
            trace?.(event)
            if (event.kind === 'task.settled') fail()
          },
        },
      ),
  ]
}

/**
 * Ports for a run, and its cancel: for one reason and then for others, at the news of the first and after it. `cancel`
 * resolves to the run at its end.
 */
function repeatedCancel() {
  let run: Run<unknown> | undefined
  const trace = ({ kind }: TraceEvent) => {
    if (kind === 'cancel.requested') run?.cancel('when it was told')
  }
  const cancel = async <Result>(trial: Trial<Result>): Promise<Trial<Result>> => {
    run = trial.run
    trial.run.cancel('first')
    trial.run.cancel('second')
    await expectCancelled(trial, 'first')
    expect(trial.events.filter(({ kind }) => kind === 'cancel.requested')).toHaveLength(1)
    return trial
  }
  return { ports: { trace }, cancel }
}

/** Cancels both ways at the news of the end: too late. */
async function cancelAtTheEnd<Result>(start: (ports: Partial<Ports>) => Trial<Result>): Promise<Trial<Result>> {
  const controller = new AbortController()
  const { signal } = controller
  // Of a model that blocks its caller there is none yet.
  let run: Run<Result> | undefined
  const trace = ({ kind }: TraceEvent) => {
    if (kind !== 'run.end') return
    controller.abort('too late')
    run?.cancel('too late')
  }
  const trial = start({ signal, trace })
  run = trial.run
  await trial.value()
  expect(
    trial.events.map(({ kind }) => kind),
    'events of a run that was cancelled at the news of its end',
  ).not.toContain('cancel.requested')
  expect(trial.run.status, 'its status').toBe('done')
  return trial
}

function whatIsSeen(trial: Trial<unknown>) {
  const { run, events } = trial
  return { status: run.status, state: run.describe(), events: events.length, output: trial.output() }
}

/** Fails unless the run has one description under way and another at its end; `end` brings that about. */
async function expectDescription({ run }: Trial<unknown>, end: () => Promise<unknown>): Promise<void> {
  const isOver = !isUnderWay(run.status)
  const before = run.describe()
  await end()
  const after = run.describe()
  expect(before, 'what runs, and its state').toMatch(DESCRIPTION)
  expect(after, 'what ran, and how it ended').toMatch(DESCRIPTION)
  if (!isOver) expect(after, 'the state at the end').not.toBe(before)
}
