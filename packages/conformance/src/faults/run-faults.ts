import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { DEFAULT_LIMITS, type TraceEvent } from '@interleave/contract'
import type { Behaviour } from '@interleave/origin'
import { install } from '@sinonjs/fake-timers'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { inForce } from '../in-force.ts'
import { isNoFlag } from '../is-no-flag.ts'
import { endless } from '../late.ts'
import { realSleep, within } from '../real-time.ts'
import { standStill } from '../stand-still.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'
import { endOf } from './end-of.ts'
import { expectNothingOpen } from './meet.ts'

/** What happens to the run from within its own process. */
export const RUN_FAULTS: readonly Clause[] = [
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
        expect(elapsed, 'the time that it took').toBeGreaterThan(open.delay - TOLERANCE.early)
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
        await origin.reset({ plan: { '*': answerIn(phase, subject) } })
        const directory = await subject.folder()
        const controller = new AbortController()
        const { signal } = controller
        const trace = ({ kind }: TraceEvent) => {
          if (kind === phase) controller.abort('enough')
        }
        const options = { codes, concurrency: 2, directory, retries: 1, limits: endless(subject) }
        const trial = subject.download(options, { trace, signal })
        if (isWithinRequest(phase)) await origin.untilRequests(inForce(subject, 2, 5), { timeout: patience })
        if (phase === 'before asking again') {
          await origin.untilIdle({ timeout: patience })
          await realSleep(TOLERANCE.quiet)
        }
        const isOn = isEvent(phase)
        if (isOn && !signal.aborted) await within(patience, once(signal, 'abort'), `There was no ${phase}.`)
        if (!isOn) trial.run.cancel('enough')
        trial.run.cancel('more than enough')
        const ending = await expectCancelled(trial, 'enough')
        expectNothingOpen(ending)
        if (phase === 'run.start' || phase === 'task.queued')
          expect((await origin.report()).requests, `requests of a run that was cancelled at ${phase}`).toEqual([])
        await origin.untilIdle({ timeout: patience })
        const left = await readdir(directory)
        expect(left.filter(isNoFlag), `files left, cancelled ${phase}`).toEqual([])
        expect(trial.events, `events after the end, cancelled ${phase}`).toHaveLength(ending.events)
        expect(images.size).toBeGreaterThan(left.length)
      }
      await cancelAtTheLast(subject)
      await origin.reset()
      const done = subject.download({ codes, directory: await subject.folder() })
      await done.value()
      done.run.cancel('too late')
      expect(done.run.status, 'the status, cancelled after the end').toBe('done')
    },
  },
]

/** At the news of the last item's end nothing is left to stop, and the run is cancelled all the same. */
async function cancelAtTheLast(subject: Subject): Promise<void> {
  for (const kind of ['task.settled', 'limit.release'] as const) {
    await subject.origin.reset()
    const codes = someCodes(2)
    let left = codes.length
    const controller = new AbortController()
    const trace = (event: TraceEvent) => {
      if (event.kind === kind && --left === 0) controller.abort('enough')
    }
    const directory = await subject.folder()
    const trial = subject.download({ codes, concurrency: 1, directory }, { trace, signal: controller.signal })
    expectNothingOpen(await expectCancelled(trial, 'enough'))
    await expectFiles(subject, codes, directory)
  }
}

const PHASES = [
  'run.start',
  'at once',
  'task.queued',
  'task.started',
  'in a body',
  'in an unwanted body',
  'before asking again',
  'task.settled',
] as const
type Phase = (typeof PHASES)[number]
const SOON = { kind: 'serve', delay: 10 } as const
const NEVER = { kind: 'hang' } as const

/** What keeps a run in its phase; nobody waits for the end of one that was cancelled and didn't hear of it. */
function answerIn(phase: Phase, { patience }: Subject): Behaviour {
  if (phase === 'run.start' || phase === 'task.queued' || phase === 'task.started') return NEVER
  if (phase === 'in a body') return { kind: 'hang', at: 'in-body' }
  if (phase === 'in an unwanted body') return { kind: 'pause', status: 404 }
  if (phase !== 'before asking again') return SOON
  // Longer than anybody waits for the end of the run, and within its limit, or it would not wait at all.
  const seconds = Math.floor((patience * 1.5) / 1000)
  return { kind: 'status', status: 503, headers: { 'retry-after': String(seconds) } }
}
const HOUR = 3_600_000

function isWithinRequest(phase: Phase): boolean {
  return phase === 'in a body' || phase === 'in an unwanted body' || phase === 'before asking again'
}

function isEvent(phase: Phase): boolean {
  return phase.includes('.')
}
