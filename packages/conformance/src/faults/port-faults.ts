import { readdir } from 'node:fs/promises'
import { RunCancelled, type TraceEvent, type TraceKind } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { MISSING, someCodes } from '../codes.ts'
import { countFrames, expectedErasure } from '../expected.ts'
import { isNoFlag } from '../is-no-flag.ts'
import { lookEachTurn } from '../look-each-turn.ts'
import { realSleep } from '../real-time.ts'
import { spinOn } from '../spin-on.ts'
import { stallDisk } from '../stalled-disk.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'
import type { Ending, Trial } from '../trial.ts'
import { endOf } from './end-of.ts'
import { expectNothingOpen } from './meet.ts'

/** What the caller's own functions do to the run. */
export const PORT_FAULTS: readonly Clause[] = [
  {
    id: 'F36',
    title: 'a port that throws, at whichever event and whatever: the run fails with what was thrown first, cleaned up',
    async run(subject) {
      await failDownloads(subject)
      await failSpinners(subject)
      // Also while it cleans up: what is really wrong is not hidden by what was asked for.
      if (subject.has('cancels')) {
        await failCancelledDownloads(subject)
        await cancelFailedDownload(subject)
        if (subject.has('virtualTime')) await cancelFailedWriting(subject)
        await failAmongOthers(subject)
      }
      if (subject.has('cancelsSpinner')) await failCancelledSpinners(subject)
    },
  },
]

/** A port that throws, and what the run must fail with. */
interface Fault {
  readonly kind: TraceKind
  readonly at: string
  readonly thrown: unknown
  readonly trace: (event: TraceEvent) => void
}

/** No errors: the hardest to tell from nothing at all, where the model itself is called: before, at the start and at the end of an item. */
const NO_ERRORS = ['task.queued', 'task.started', 'task.settled'] as const

async function failDownloads(subject: Subject): Promise<void> {
  const codes = someCodes(3)
  const kinds = new Set<TraceKind>()
  const whole = subject.download({ codes, concurrency: 2 }, { trace: ({ kind }) => void kinds.add(kind) })
  await whole.value()
  const faults = [...kinds].flatMap((kind) => [throwOnce(kind), throwFrom(kind)])
  for (const fault of [...faults, ...NO_ERRORS.map((kind) => throwFrom(kind, undefined))]) {
    const directory = await subject.folder()
    const told: TraceEvent[] = []
    const trace = (event: TraceEvent) => {
      told.push(event)
      fault.trace(event)
    }
    const trial = subject.download({ codes, concurrency: 2, directory }, { trace })
    expectNothingOpen(await expectFault(trial, fault))
    expectNoMore(told, fault)
    expect((await readdir(directory)).filter(isNoFlag), `files left of a port that threw ${fault.at}`).toEqual([])
  }
  await subject.origin.untilIdle({ timeout: subject.patience })
}

async function failSpinners(subject: Subject): Promise<void> {
  const options = { interval: 10, delay: 30 }
  const kinds = new Set<TraceKind>()
  const whole = subject.spin(options, { trace: ({ kind }) => void kinds.add(kind) })
  await whole.value()
  let written = whole.output().length
  for (const fault of [...kinds].flatMap((kind) => [throwOnce(kind), throwFrom(kind)])) {
    const { output } = await expectFault(subject.spin(options, { trace: fault.trace }), fault)
    expectErased(subject, output.slice(written))
    written = output.length
  }
}

async function failCancelledDownloads(subject: Subject): Promise<void> {
  const { origin, patience } = subject
  for (const kind of ['cancel.requested', 'task.settled', 'run.end'] as const) {
    await origin.reset({ hold: true })
    const fault = throwOnceCancelled(kind)
    const trial = subject.download({ codes: someCodes(3), concurrency: 2 }, { trace: fault.trace })
    await origin.untilRequests(1, { timeout: patience })
    trial.run.cancel('enough')
    expectNothingOpen(await expectFault(trial, fault))
  }
}

/** The other way round: cancelled while it cleans up after a port that threw. */
async function cancelFailedDownload(subject: Subject): Promise<void> {
  const [served = '', ...others] = someCodes(3)
  await subject.origin.reset({ plan: { [served]: { kind: 'serve' }, '*': { kind: 'hang' } } })
  const fault = throwOnce('task.settled')
  const trace = (event: TraceEvent) => {
    if (event.kind === 'task.settled') queueMicrotask(() => trial.run.cancel('enough'))
    fault.trace(event)
  }
  const setup = { linger: TOLERANCE.quiet }
  const trial = subject.download({ codes: [served, ...others], concurrency: 2 }, { trace }, setup)
  expectNothingOpen(await expectFault(trial, fault))
}

/** The same while another item's file waits for the disk, which no cancel hurries; what another thread asks of it isn't seen here. */
async function cancelFailedWriting(subject: Subject): Promise<void> {
  const { origin, patience } = subject
  const [written = '', missing = ''] = [...someCodes(1), ...MISSING]
  await origin.reset({ plan: { [missing]: { kind: 'serve', hold: true } } })
  await using disk = await stallDisk(await subject.folder())
  const fault = throwOnce('task.settled')
  let isSettled = false
  const trace = (event: TraceEvent) => {
    isSettled ||= event.kind === 'task.settled'
    fault.trace(event)
  }
  const trial = subject.download({ codes: [written, missing], concurrency: 2 }, { trace })
  await origin.untilRequests(2, { timeout: patience })
  await lookEachTurn(trial.ending(), () => disk.asked() > 0)
  await origin.release()
  await lookEachTurn(trial.ending(), () => isSettled)
  trial.run.cancel('enough')
  await realSleep(TOLERANCE.quiet)
  expect(trial.run.status, 'the status while a file waits for the disk').toBe('running')
  await disk.release()
  expectNothingOpen(await expectFault(trial, fault))
}

/** What is thrown looks like what goes wrong with a request, or like a cancel: it is neither. */
async function failAmongOthers(subject: Subject): Promise<void> {
  const [served = '', ...others] = someCodes(3)
  const lost = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  for (const thrown of [lost, new RunCancelled('of another run')]) {
    await subject.origin.reset({ plan: { [served]: { kind: 'serve' }, '*': { kind: 'hang' } } })
    const fault = throwOnce('task.settled', thrown)
    const trial = subject.download({ codes: [served, ...others], concurrency: 3 }, { trace: fault.trace })
    expectNothingOpen(await expectFault(trial, fault))
    const ends = trial.events.filter((event) => event.kind === 'task.settled').map(({ item }) => endOf(item))
    // Those of them that had begun.
    expect(ends, 'how the others ended').toEqual(ends.map(() => 'cancelled'))
  }
}

/** Nothing begins after a throw at the end of an item, and none ends twice. `told`: all that the port heard. */
function expectNoMore(told: readonly TraceEvent[], { kind, at }: Fault): void {
  const ends = told.filter((event) => event.kind === 'task.settled').map(({ id }) => id)
  expect(ends, `the items that ended where a port threw ${at}`).toEqual([...new Set(ends)])
  const inUse = told.flatMap((event) => (event.kind === 'limit.release' ? [event.inUse] : []))
  expect(Math.min(0, ...inUse), `the least that was in use where a port threw ${at}`).toBe(0)
  if (kind !== 'task.settled' && kind !== 'limit.release') return
  const from = told.findIndex((event) => event.kind === kind)
  const begun = told.slice(from).filter((event) => event.kind === 'task.started')
  expect(begun, `items that began after a port threw ${at}`).toEqual([])
}

async function failCancelledSpinners(subject: Subject): Promise<void> {
  let written = 0
  for (const kind of ['cancel.requested', 'spinner.stop', 'run.end'] as const) {
    const fault = throwOnceCancelled(kind)
    const trial = await spinOn(subject, { trace: fault.trace })
    trial.run.cancel('enough')
    const { output } = await expectFault(trial, fault)
    expectErased(subject, output.slice(written))
    written = output.length
  }
}

/** Throws at the first event of a kind, and never again: who forgives the first time is found. */
function throwOnce(kind: TraceKind, thrown: unknown = new Error(`Nobody wants ${kind}.`)): Fault {
  let isDue = true
  const trace = (event: TraceEvent) => {
    if (!isDue || event.kind !== kind) return
    isDue = false
    throw thrown
  }
  return { kind, at: `once, at ${kind}`, thrown, trace }
}

/** Throws at the first event of a kind, and at all that follow, something else each time. */
function throwFrom(kind: TraceKind, ...given: [thrown?: unknown]): Fault {
  const thrown = given.length > 0 ? given[0] : new Error(`Nobody wants ${kind}.`)
  let hasThrown = false
  const trace = (event: TraceEvent) => {
    if (hasThrown) throw new Error(`Nor ${event.kind}.`)
    if (event.kind !== kind) return
    hasThrown = true
    throw thrown
  }
  return { kind, at: `from ${kind} on`, thrown, trace }
}

/** Throws at each event of a kind from the cancel on. */
function throwOnceCancelled(kind: TraceKind): Fault {
  const thrown = new Error(`Nobody wants ${kind} any more.`)
  let isCancelled = false
  const trace = (event: TraceEvent) => {
    isCancelled ||= event.kind === 'cancel.requested'
    if (isCancelled && event.kind === kind) throw thrown
  }
  return { kind, at: `at ${kind}, when it was cancelled`, thrown, trace }
}

/** Waits for the end, and fails unless the run has failed with what was thrown first. */
async function expectFault<Result>(trial: Trial<Result>, { at, thrown }: Fault): Promise<Ending<Result>> {
  expect(await trial.failure(), `what the run failed with where a port threw ${at}`).toBe(thrown)
  const ending = await trial.ending()
  expect(ending.status, `the status where a port threw ${at}`).toBe('failed')
  return ending
}

/** Fails unless the last thing that was written, where anything was drawn, erases the line. */
function expectErased({ spinner }: Subject, output: string): void {
  const { message } = spinner
  if (countFrames(output, message) > 0)
    expect(output.endsWith(expectedErasure(message)), 'the line is erased').toBe(true)
}
