import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { DEFAULT_LIMITS, type TraceEvent, type TraceKind } from '@interleave/contract'
import { install } from '@sinonjs/fake-timers'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { countFrames, expectedErasure } from '../expected.ts'
import { imagesOf } from '../images.ts'
import { inForce } from '../in-force.ts'
import { within } from '../real-time.ts'
import { spinOn } from '../spin-on.ts'
import { standStill } from '../stand-still.ts'
import type { Subject } from '../subject.ts'
import type { Ending, Trial } from '../trial.ts'
import { endOf } from './end-of.ts'
import { expectNothingOpen } from './meet.ts'

/** What happens to the run from within its own process. */
export const RUN_FAULTS: readonly Clause[] = [
  {
    id: 'F36',
    title: 'a port that throws, at whichever event: the run fails with that error, cleaned up',
    async run(subject) {
      await failDownloads(subject)
      await failSpinners(subject)
      // Also while it cleans up: what is really wrong is not hidden by what was asked for.
      if (subject.has('cancels')) await failCancelledDownloads(subject)
      if (subject.has('cancelsSpinner')) await failCancelledSpinners(subject)
    },
  },
  {
    id: 'F37',
    title: 'the event loop stands still for 200 ms, again and again: no time-out, and the bound is kept',
    async run(subject) {
      const codes = someCodes(9)
      await subject.origin.reset({ plan: { '*': { kind: 'serve', delay: 40 } } })
      let blocks = 0
      const trace = ({ kind }: TraceEvent) => {
        if (kind !== 'task.settled' || ++blocks > 3) return
        standStill(200)
      }
      const limits = { ...DEFAULT_LIMITS, connect: 1000, headers: 1000, body: 1000 }
      const { items } = await subject.download({ codes, concurrency: 3, limits }, { trace }).value()
      expect(items.map(endOf)).toEqual(codes.map(() => 'ok'))
      expect((await subject.origin.report()).peakOpen).toBeLessThanOrEqual(inForce(subject, 3, codes.length))
    },
  },
  {
    id: 'F38',
    title: "the computer's clock is set, an hour on and two back: no time-out, and the time that it took is true",
    async run(subject) {
      const codes = someCodes(9)
      // The first is open while the clock is set for others: long enough that a limit measured with it is looked at.
      const open = { kind: 'serve', delay: 1000 } as const
      await subject.origin.reset({ plan: { [String(codes[0])]: open, '*': { kind: 'serve', delay: 40 } } })
      const startedAt = performance.now()
      const clock = install({ now: Date.now(), toFake: ['Date'] })
      try {
        const start = Date.now()
        let settled = 0
        const trace = ({ kind }: TraceEvent) => {
          if (kind !== 'task.settled') return
          settled++
          clock.setSystemTime(start + (settled % 2 === 1 ? HOUR : -HOUR))
        }
        const trial = subject.download({ codes, concurrency: 3 }, { trace })
        const { items, elapsed } = await trial.value()
        expect(items.map(endOf)).toEqual(codes.map(() => 'ok'))
        // A timer may be a little early.
        expect(elapsed, 'the time that it took').toBeGreaterThan(open.delay - 10)
        expect(elapsed, 'the time that it took').toBeLessThanOrEqual(performance.now() - startedAt)
        const times = trial.events.map(({ at }) => at)
        expect(times, 'the times in the trace').toEqual(times.toSorted((one, other) => one - other))
      } finally {
        clock.uninstall()
      }
    },
  },
  {
    id: 'F32',
    title: 'cancelled at each phase, twice, or after the end: cleaned up before it settles, and only whole files',
    needs: ['cancels'],
    async run(subject) {
      const images = await imagesOf(subject.origin)
      const { origin, patience } = subject
      const codes = someCodes(5)
      for (const phase of PHASES) {
        await origin.reset({ plan: { '*': phase === 'in a body' ? { kind: 'hang', at: 'in-body' } : SOON } })
        const directory = await subject.folder()
        const controller = new AbortController()
        const { signal } = controller
        const trace = ({ kind }: TraceEvent) => {
          if (kind === phase) controller.abort('enough')
        }
        const trial = subject.download({ codes, concurrency: 2, directory }, { trace, signal })
        if (phase === 'in a body') await origin.untilRequests(inForce(subject, 2, 5), { timeout: patience })
        const isOn = isEvent(phase)
        if (isOn && !signal.aborted) await within(patience, once(signal, 'abort'), `There was no ${phase}.`)
        if (!isOn) trial.run.cancel('enough')
        trial.run.cancel('more than enough')
        const ending = await expectCancelled(trial, 'enough')
        expectNothingOpen(ending)
        await origin.untilIdle({ timeout: patience })
        const left = await readdir(directory)
        expect(left.filter(isNoFlag), `files left, cancelled ${phase}`).toEqual([])
        expect(trial.events, `events after the end, cancelled ${phase}`).toHaveLength(ending.events)
        expect(images.size).toBeGreaterThan(left.length)
      }
      await origin.reset()
      const done = subject.download({ codes, directory: await subject.folder() })
      await done.value()
      done.run.cancel('too late')
      expect(done.run.status, 'the status, cancelled after the end').toBe('done')
    },
  },
]

const PHASES = ['at once', 'task.queued', 'task.started', 'in a body', 'task.settled'] as const
const SOON = { kind: 'serve', delay: 10 } as const
const HOUR = 3_600_000

function isEvent(phase: (typeof PHASES)[number]): boolean {
  return phase.startsWith('task.')
}

function isNoFlag(name: string): boolean {
  return !/^[a-z]{2}\.gif$/.test(name)
}

async function failDownloads(subject: Subject): Promise<void> {
  const codes = someCodes(3)
  const kinds = new Set<TraceKind>()
  const whole = subject.download({ codes, concurrency: 2 }, { trace: ({ kind }) => void kinds.add(kind) })
  await whole.value()
  for (const kind of kinds) {
    const { error, trace } = throwAt(kind)
    const directory = await subject.folder()
    const trial = subject.download({ codes, concurrency: 2, directory }, { trace })
    expectNothingOpen(await expectFault(trial, error))
    expect((await readdir(directory)).filter(isNoFlag), `files left at ${kind}`).toEqual([])
  }
  await subject.origin.untilIdle({ timeout: subject.patience })
}

async function failSpinners(subject: Subject): Promise<void> {
  const options = { interval: 10, delay: 30 }
  const kinds = new Set<TraceKind>()
  const whole = subject.spin(options, { trace: ({ kind }) => void kinds.add(kind) })
  await whole.value()
  let written = whole.output().length
  for (const kind of kinds) {
    const { error, trace } = throwAt(kind)
    const { output } = await expectFault(subject.spin(options, { trace }), error)
    expectErased(subject, output.slice(written))
    written = output.length
  }
}

async function failCancelledDownloads(subject: Subject): Promise<void> {
  const { origin, patience } = subject
  for (const kind of ['cancel.requested', 'task.settled', 'run.end'] as const) {
    await origin.reset({ hold: true })
    const { error, trace } = throwAt(kind, 'cancelled')
    const trial = subject.download({ codes: someCodes(3), concurrency: 2 }, { trace })
    await origin.untilRequests(1, { timeout: patience })
    trial.run.cancel('enough')
    expectNothingOpen(await expectFault(trial, error))
  }
}

async function failCancelledSpinners(subject: Subject): Promise<void> {
  let written = 0
  for (const kind of ['cancel.requested', 'spinner.stop', 'run.end'] as const) {
    const { error, trace } = throwAt(kind, 'cancelled')
    const trial = await spinOn(subject, { trace })
    trial.run.cancel('enough')
    const { output } = await expectFault(trial, error)
    expectErased(subject, output.slice(written))
    written = output.length
  }
}

/** A port that throws once, at the first event of a kind, or at each from the cancel on; and what it throws. */
function throwAt(kind: TraceKind, when: 'once' | 'cancelled' = 'once') {
  const error = new Error(`Nobody wants to hear of ${kind}, ${when}.`)
  const seen = new Set<TraceKind>()
  const trace = (event: TraceEvent) => {
    const isDue = when === 'once' ? !seen.has(kind) : seen.has('cancel.requested') || kind === 'cancel.requested'
    seen.add(event.kind)
    if (isDue && event.kind === kind) throw error
  }
  return { error, trace }
}

/** Waits for the end, and fails unless the run has failed with this error. */
async function expectFault<Result>(trial: Trial<Result>, error: Error): Promise<Ending<Result>> {
  expect(await trial.failure(), `what the run failed with: ${error.message}`).toBe(error)
  const ending = await trial.ending()
  expect(ending.status, `the status: ${error.message}`).toBe('failed')
  return ending
}

/** Fails unless the last thing that was written, where anything was drawn, erases the line. */
function expectErased({ spinner }: Subject, output: string): void {
  const { message } = spinner
  if (countFrames(output, message) > 0)
    expect(output.endsWith(expectedErasure(message)), 'the line is erased').toBe(true)
}
