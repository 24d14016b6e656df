import { readdir } from 'node:fs/promises'
import { DEFAULT_LIMITS, type Item, type Limits, type TraceEvent } from '@interleave/contract'
import type { OriginReport, Plan } from '@interleave/origin'
import { violations } from '@interleave/trace'
import { expect } from 'vitest'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { inForce } from '../in-force.ts'
import { barrierLimits } from '../late.ts'
import { within } from '../real-time.ts'
import type { Subject } from '../subject.ts'
import type { Ending, Trial } from '../trial.ts'
import { meetingOf } from './meetings.ts'
import type { CutPlan, OrderPlan, PlannedItem, RunPlan } from './plan.ts'

/** What became of a code, without its bytes and its sentence: what must be the same whoever downloads. */
export type End = readonly [code: string, end: string, statusCode: number | undefined]

/** A limit in ms, long enough that nothing but a hang meets it, on a busy machine too. */
const SHORT = 2000

/** Runs a plan to its end, and fails unless everything is as it says. Resolves to what became of each code. */
export async function runPlan(subject: Subject, plan: RunPlan): Promise<End[]> {
  await imagesOf(subject.origin)
  const { items, concurrency } = plan
  await subject.origin.reset({ plan: originPlan(items) })
  // One that hangs ends before anybody's patience does.
  const short: Limits = { ...DEFAULT_LIMITS, total: Math.min(SHORT, subject.patience / 2) }
  const limits = items.some(({ hangs }) => hangs) ? short : DEFAULT_LIMITS
  const trial = subject.download({ codes: items.map(({ code }) => code), concurrency, limits })
  return expectWhole(subject, plan, trial)
}

/**
 * Runs a plan whose answers are held, and lets them go as its scheduler says. Before each, as many must be open as there
 * may be: no more, and no fewer while there is work.
 */
export async function runInOrder(subject: Subject, plan: OrderPlan): Promise<End[]> {
  await imagesOf(subject.origin)
  const { origin, patience } = subject
  const { items, concurrency, scheduler } = plan
  const codes = items.map(({ code }) => code)
  await origin.reset({ plan: originPlan(items), hold: true })
  const over = new Map(codes.map((code) => [code, Promise.withResolvers<void>()]))
  const trace = ({ kind, id }: TraceEvent) => {
    if (kind === 'task.settled') over.get(id)?.resolve()
  }
  const trial = subject.download({ codes, concurrency, limits: barrierLimits(subject) }, { trace })
  const m = inForce(subject, concurrency, codes.length)
  const left = new Set(codes)
  const held = new Set<string>()
  while (left.size > 0) {
    await origin.untilOpen(Math.min(m, left.size), { timeout: patience })
    const { requests } = await origin.report()
    const open = new Set(requests.filter(({ outcome }) => outcome === 'open').map((request) => request.code))
    // In the plan's order and not in that of their arrival, so that the same plan asks the scheduler the same.
    for (const code of codes.filter((one) => left.has(one) && open.has(one) && !held.has(one))) {
      held.add(code)
      void scheduler.schedule(Promise.resolve(), code)
    }
    if (scheduler.count() === 0) throw new Error(`None of ${[...left].join(', ')} is open.`)
    await scheduler.waitNext(1)
    const next = scheduler.report().findLast(({ status }) => status === 'resolved')?.label ?? ''
    left.delete(next)
    await origin.release(next)
    await within(patience, over.get(next)?.promise ?? Promise.resolve(), `${next} was answered, and does not settle.`)
  }
  return expectWhole(subject, plan, trial)
}

/** Runs a plan and cancels it at its instant. Fails unless it is then over, with whole files and nothing else left. */
export async function runAndCut(subject: Subject, plan: CutPlan): Promise<void> {
  await imagesOf(subject.origin)
  const { origin, patience } = subject
  const { items, concurrency, instant } = plan
  const codes = items.map(({ code }) => code)
  await origin.reset({ plan: originPlan(items) })
  const controller = new AbortController()
  let seen = 0
  let isCut = false
  const cut = () => {
    // Whoever has no handle yet can't cancel; it does as soon as the call returns.
    if (isCut || seen < instant.count || trial === undefined) return
    isCut = true
    if (instant.by === 'cancel') trial.run.cancel('enough')
    else controller.abort('enough')
  }
  let trial: ReturnType<Subject['download']> | undefined
  const onEvent = ({ kind }: TraceEvent) => {
    if (kind !== `task.${instant.after}`) return
    seen++
    cut()
  }
  trial = subject.download({ codes, concurrency }, { signal: controller.signal }, { onEvent })
  cut()
  // An instant that never comes: what is left hangs, or there was nothing to wait for.
  const hopeless = setTimeout(() => {
    seen = Infinity
    cut()
  }, LATE)
  const ending = await trial.ending().finally(() => clearTimeout(hopeless))
  expect(['cancelled', 'done'], 'the status').toContain(ending.status)
  if (ending.status === 'cancelled') {
    const reason: unknown = ending.result.status === 'rejected' ? ending.result.reason : undefined
    expect(reason).toMatchObject({ name: 'RunCancelled', reason: 'enough' })
  }
  expectSound(subject, plan, trial, ending)
  await origin.untilIdle({ timeout: patience })
  expect(trial.events, 'events after the end').toHaveLength(ending.events)
  await expectFiles(subject, await wholeFiles(subject, trial))
  expectRequests(plan, await origin.report(), inForce(subject, concurrency, codes.length))
}

/** How long a cut waits for its instant, in ms. */
const LATE = 100

async function expectWhole(subject: Subject, plan: RunPlan, trial: ReturnType<Subject['download']>): Promise<End[]> {
  const { origin, patience } = subject
  const { items, concurrency } = plan
  const codes = items.map(({ code }) => code)
  const report = await trial.value()
  const ends = report.items.map(endOf)
  expect(ends, 'what became of each').toEqual(items.map(expectedEnd))
  const ok = ends.filter(([, end]) => end === 'ok').map(([code]) => code)
  await expectFiles(subject, ok)
  expectSound(subject, plan, trial, await trial.ending())
  await origin.untilIdle({ timeout: patience })
  const seen = await origin.report()
  expectRequests(plan, seen, inForce(subject, concurrency, codes.length))
  expect(new Set(seen.requests.map(({ code }) => code)), 'the codes asked for').toEqual(new Set(codes))
  return ends
}

/** Fails unless the trace is well formed and nothing was under way at the end. */
function expectSound(subject: Subject, plan: RunPlan, { events }: Trial<unknown>, ending: Ending<unknown>): void {
  const limit = inForce(subject, plan.concurrency, plan.items.length)
  expect(violations(events, { limit })).toEqual([])
  expect(ending.openRequests, 'requests under way at the end').toBe(0)
}

function expectRequests({ items }: RunPlan, { requests, peakOpen }: OriginReport, m: number): void {
  expect(peakOpen, 'the peak').toBeLessThanOrEqual(m)
  const repeatable = new Set(items.filter(mayRepeat).map(({ code }) => code))
  const asked = requests.map(({ code }) => String(code)).filter((code) => !repeatable.has(code))
  expect(asked.length, 'requests for each code').toBe(new Set(asked).size)
}

/** Which files a cut run may have left: those that it told of, and one that was in place when the cancel came. */
async function wholeFiles({ directory }: Subject, { events }: Trial<unknown>): Promise<string[]> {
  const told = events.flatMap((event) =>
    event.kind === 'task.settled' && event.item.status === 'ok' ? [event.item.code] : [],
  )
  const names = (await readdir(directory)).filter((name) => /^[a-z]{2}\.gif$/.test(name))
  return [...new Set([...told, ...names.map((name) => name.slice(0, 2).toUpperCase())])]
}

function originPlan(items: readonly PlannedItem[]): Plan {
  return Object.fromEntries(
    items.map(({ code, meets, delay, hangs }) => [
      code,
      hangs ? { kind: 'hang' } : { ...meetingOf(meets).behaviour, delay },
    ]),
  )
}

function expectedEnd({ code, meets, hangs }: PlannedItem): End {
  const { ends, statusCode } = meetingOf(meets)
  return hangs ? [code, 'timeout', undefined] : [code, ends, statusCode]
}

function mayRepeat({ meets, hangs }: PlannedItem): boolean {
  return !hangs && meetingOf(meets).mayRepeat === true
}

function endOf({ code, status, failure }: Item): End {
  return [code, failure?.kind ?? status, failure?.statusCode]
}
