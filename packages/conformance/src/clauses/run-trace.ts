import type { Item, TraceEvent, TraceKind } from '@interleave/contract'
import { intervals, type RecordedEvent } from '@interleave/trace'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { MISSING, someCodes } from '../codes.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { expectFiles } from '../expect-files.ts'
import { expectWellFormed } from '../expect-well-formed.ts'
import { countFrames } from '../expected.ts'
import { imagesOf } from '../images.ts'
import { inForce } from '../in-force.ts'
import { barrierLimits, late } from '../late.ts'
import { endOf } from '../faults/end-of.ts'
import { spinOn } from '../spin-on.ts'
import { standStill } from '../stand-still.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'
import type { Trial } from '../trial.ts'

/** What a run tells of itself, and what it has to do with others. */
export const RUN_TRACE: readonly Clause[] = [
  {
    id: 'R10',
    title: 'the trace is well formed, of a run that ends and of one that is cancelled',
    async run(subject) {
      const { origin, patience } = subject
      const codes = [...someCodes(9), ...MISSING]
      const limit = inForce(subject, 3, codes.length)
      await origin.reset({ label: 'ERROR', seed: 5, delay: { kind: 'fixed', ms: 2 } })
      const trial = subject.download({ codes, concurrency: 3 })
      const { items } = await trial.value()
      expectWellFormed(trial, limit)
      expectFrame(trial)
      expect(
        trial.events.filter(({ kind }) => kind === 'limit.acquire'),
        'the slots taken',
      ).toHaveLength(codes.length)
      expect(settledIn(trial.events).toSorted(byCode), 'the items in the trace').toEqual(items.toSorted(byCode))
      expect(intervals(trial.events, 'task').filter(({ queued }) => queued !== undefined)).toHaveLength(codes.length)

      const spinning = subject.spin({ interval: 10, delay: 60 })
      await spinning.value()
      expectWellFormed(spinning)
      expectFrame(spinning)
      const drawn = countFrames(spinning.output(), subject.spinner.message)
      const told = (kind: TraceKind) => spinning.events.filter((event) => event.kind === kind)
      const numbers = told('spinner.frame').map((event) => event.kind === 'spinner.frame' && event.frame)
      expect(numbers, 'the frames in the trace').toEqual(Array.from({ length: drawn }, (_, frame) => frame))
      expect(told('spinner.stop'), 'the end of the spinner').toMatchObject([{ frames: drawn }])
      await tellBeforeAsking(subject)

      await origin.reset({ plan: { '*': late(subject) } })
      const cut = subject.download({ codes, concurrency: 3 }, {}, { linger: TOLERANCE.quiet })
      await origin.untilRequests(limit, { timeout: patience })
      cut.run.cancel('enough')
      await cut.ending()
      expectWellFormed(cut, limit)
      expectFrame(cut)
      if (!subject.has('cancels')) return
      const ends = settledIn(cut.events).map(({ status }) => status)
      expect(ends, 'how those ended that were under way').toEqual(ends.map(() => 'cancelled'))
      await origin.reset()
      for (const kind of kindsIn(trial)) await cancelDownload(subject, kind)
      for (const kind of kindsIn(spinning)) await cancelSpinner(subject, { kind })
      for (const write of [1, 2, 3]) await cancelSpinner(subject, { write })

      if (!subject.has('cancelsSpinner')) return
      const stopped = await spinOn(subject)
      stopped.run.cancel('enough')
      await stopped.ending()
      expectWellFormed(stopped)
      expectFrame(stopped)
      const frames = stopped.events.filter(({ kind }) => kind === 'spinner.frame').length
      const stops = stopped.events.filter(({ kind }) => kind === 'spinner.stop')
      if (frames > 0) expect(stops, 'the end of a spinner that is cancelled').toMatchObject([{ frames }])
    },
  },
  {
    id: 'R11',
    title: 'a run that was started while another is running is independent of it',
    needs: ['overlaps'],
    async run(subject) {
      await imagesOf(subject.origin)
      const { origin, patience } = subject
      const limits = barrierLimits(subject)
      const codes = someCodes(2)
      // Each run has one request at a time, so both are open only if both runs are under way.
      await origin.reset({ holdUntilOpen: 2 })
      const runs = [subject.directory, await subject.folder()].map((directory) =>
        subject.download({ codes, limits, directory }),
      )
      for (const { counts } of await Promise.all(runs.map((run) => run.value()))) expect(counts.ok).toBe(2)

      // Into one folder, each file by both at the same time.
      const both = someCodes(10)
      const directory = await subject.folder()
      await origin.reset({ holdUntilOpen: { requests: 2, rounds: true } })
      const twins = [1, 2].map(() => subject.download({ codes: both, limits, directory }))
      for (const { items } of await Promise.all(twins.map((run) => run.value())))
        expect(items.map(endOf), 'what became of each').toEqual(both.map(() => 'ok'))
      await expectFiles(subject, both, directory)

      if (!subject.has('cancels')) return
      await origin.reset({ hold: true })
      const [one, other] = [await subject.folder(), await subject.folder()]
      const cancelled = subject.download({ codes, directory: one })
      const unharmed = subject.download({ codes, directory: other })
      await origin.untilRequests(2, { timeout: patience })
      cancelled.run.cancel('enough')
      await cancelled.failure()
      await origin.release()
      expect((await unharmed.value()).counts.ok).toBe(2)
      expectWellFormed(unharmed, 1)
      await expectFiles(subject, codes, other)
      await expectFiles(subject, [], one)

      if (!subject.has('cancelsSpinner')) return
      const spinners = [await spinOn(subject), await spinOn(subject)] as const
      spinners[0].run.cancel('enough')
      await expectCancelled(spinners[0], 'enough')
      expect(spinners[1].run.status, 'the status of the spinner that nobody cancelled').toBe('running')
      spinners[1].run.cancel('more than enough')
      await expectCancelled(spinners[1], 'more than enough')
    },
  },
]

function kindsIn({ events }: Trial<unknown>): Set<TraceKind> {
  return new Set(events.map(({ kind }) => kind))
}

/** Cancels a run as soon as it tells of such an event, be it within the call, and fails if anything starts afterwards. */
async function cancelDownload(subject: Subject, at: TraceKind): Promise<void> {
  const controller = new AbortController()
  const { signal } = controller
  const onEvent = ({ kind }: TraceEvent) => {
    if (kind === at) controller.abort('enough')
  }
  const trial = subject.download({ codes: someCodes(4), concurrency: 2 }, { signal }, { onEvent })
  await trial.ending()
  expectWellFormed(trial)
  expectFrame(trial)
}

/** As {@link cancelDownload}, and within a write too: no stop is told before the last frame that it ends. */
async function cancelSpinner(subject: Subject, at: { readonly kind?: TraceKind; readonly write?: number }) {
  const controller = new AbortController()
  const { signal } = controller
  const onEvent = ({ kind }: TraceEvent) => {
    if (kind === at.kind) controller.abort('enough')
  }
  let writes = 0
  const after: string[] = []
  const out = (text: string) => {
    if (signal.aborted) after.push(text)
    if (++writes === at.write) controller.abort('enough')
  }
  const trial = subject.spin({ interval: 10, delay: 60 }, { out, signal }, { onEvent })
  await trial.ending()
  expectWellFormed(trial)
  expectFrame(trial)
  const told = trial.events.filter(({ kind }) => kind === 'spinner.frame' || kind === 'spinner.stop')
  const frames = told.length - 1
  if (frames > 0) expect(told.at(-1), 'the end of a spinner that is cancelled').toMatchObject({ frames })
  if (subject.has('cancelsSpinner')) expect(after.filter(isFrame), 'frames after the cancel').toEqual([])
}

/** Who hears that an item has started holds its request up: by as much as he takes for it. */
async function tellBeforeAsking(subject: Subject): Promise<void> {
  const [first = '', second = ''] = someCodes(2)
  await subject.origin.reset()
  const trace = ({ kind, id }: TraceEvent) => {
    if (kind === 'task.started' && id === second) standStill(LONG)
  }
  const directory = await subject.folder()
  await subject.download({ codes: [first, second], concurrency: 1, directory }, { trace }).value()
  const { requests } = await subject.origin.report()
  const [before, after] = [first, second].map((wanted) => requests.find(({ code }) => code === wanted)?.openedAt)
  expect(Number(after) - Number(before), 'ms between two requests').toBeGreaterThanOrEqual(LONG)
}

/** Far more than a request takes, in ms. */
const LONG = 100

/** What erases the line is blank. */
function isFrame(text: string): boolean {
  return /[^ \b\r]/.test(text)
}

/** The run's start is the first thing told, its end, and how it ended, the last. */
function expectFrame({ events, run }: Trial<unknown>): void {
  expect(events.at(0)?.kind, 'the first event').toBe('run.start')
  expect(events.at(-1), 'the last event').toMatchObject({ kind: 'run.end', status: run.status })
}

function settledIn(events: readonly RecordedEvent[]): Item[] {
  return events.filter((event) => event.kind === 'task.settled').map(({ item }) => item)
}

function byCode({ code }: { code: string }, other: { code: string }): number {
  return code < other.code ? -1 : 1
}
