import { DEFAULT_LIMITS } from '@interleave/contract'
import type { Behaviour } from '@interleave/origin'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { imagesOf } from '../images.ts'
import { realSleep } from '../real-time.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'
import { endOf } from './end-of.ts'
import { meet } from './meet.ts'

/** An answer that is HTTP, but not the image that was asked for. */
export const CONTENT_FAULTS: readonly Clause[] = [
  {
    id: 'F16',
    title: 'a body of 1 GB, or without an end: too-large, and the client hangs up',
    async run(subject) {
      const bytes = 1_000_000
      const { codes } = await meet(
        subject,
        [
          { fault: { kind: 'big-body', bytes: 1024 ** 3 }, ends: 'too-large' },
          { fault: { kind: 'big-body' }, ends: 'too-large' },
        ],
        { limits: { ...DEFAULT_LIMITS, bytes } },
      )
      const { requests } = await subject.origin.report()
      const outcomes = requests.filter(({ code }) => codes.includes(String(code))).map(({ outcome }) => outcome)
      expect(outcomes, 'how the origin saw them end').toEqual(['aborted', 'aborted'])
    },
  },
  {
    id: 'F17',
    title: '404 with a body of 1 MB, or without an end: not found, and no connection is kept from others by it',
    async run(subject) {
      const large = { kind: 'status', status: 404, bodyBytes: UNWANTED } as const
      const encounters = [large, large, large, { ...ENDLESS, status: 404 }].map(NOT_FOUND)
      await meet(subject, encounters, { concurrency: 1, limits: ROOMY })
      await waitForTheRest(subject, 404)
      await runOutOfTime(subject)
    },
  },
  {
    id: 'F18',
    title: '403, 418, 500, 502, 503, 206: http, with the code, whatever the body',
    async run(subject) {
      const pages = [403, 418, 500, 502, 503].map(
        (status) => ({ kind: 'status', status, bodyBytes: UNWANTED }) as const,
      )
      const image = { 'content-type': 'image/gif' }
      // What nobody asked for a part of, and looks whole.
      const part = { kind: 'status', status: 206, headers: image, body: 'GIF89a;' } as const
      const faults = [...pages, part, { ...ENDLESS, status: 500 }]
      const { statusCodes } = await meet(
        subject,
        faults.map((fault) => ({ fault, ends: 'http' })),
        { limits: ROOMY },
      )
      expect(statusCodes).toEqual(faults.map(({ status }) => status))
      await waitForTheRest(subject, 500)
    },
  },
  {
    id: 'F19',
    title:
      '429 or 503 with Retry-After: http, and asked again only as often as told to, no sooner than told to, within the limit',
    async run(subject) {
      const twice = [later(429), SERVE]
      const always = later(503)
      await meet(subject, [
        { fault: twice, ends: 'http' },
        { fault: always, ends: 'http' },
      ])
      expect((await attempts(subject)).filter((count) => count > 1)).toEqual([])

      const limits = { ...DEFAULT_LIMITS, total: 5000 }
      const tooLate = [later(503, '60'), SERVE]
      const { codes } = await meet(
        subject,
        [
          { fault: twice, ends: 'ok' },
          { fault: always, ends: 'http' },
          { fault: tooLate, ends: 'http' },
        ],
        { retries: 2, limits },
      )
      expect(await attempts(subject, codes), 'how often each was asked for').toEqual([2, 3, 1])

      await comeBackInTime(subject)
    },
  },
  {
    id: 'F20',
    title: 'redirects: followed, also to another origin, five at most; redirect if there are more or they lead nowhere',
    async run(subject) {
      const to = (where: 'once' | 'loop' | 'other-origin' | 'file') => ({ kind: 'redirect', to: where }) as const
      const { codes } = await meet(subject, [
        { fault: to('once'), ends: 'ok' },
        { fault: to('other-origin'), ends: 'ok' },
        { fault: [...hops(5), SERVE], ends: 'ok' },
        { fault: hops(6), ends: 'redirect' },
        { fault: to('loop'), ends: 'redirect' },
        { fault: to('file'), ends: 'redirect' },
        { fault: { kind: 'status', status: 302, bodyBytes: UNWANTED }, ends: 'redirect' },
      ])
      expect(await attempts(subject, codes), 'how often each was asked for').toEqual([2, 2, 6, 6, 1, 1, 1])
    },
  },
  {
    id: 'F21',
    title: '204, or 200 with an empty body: empty, no file',
    async run(subject) {
      const image = { 'content-type': 'image/gif' }
      await meet(subject, [
        { fault: { kind: 'status', status: 200, body: '' }, ends: 'empty' },
        { fault: { kind: 'status', status: 200, body: '', headers: image }, ends: 'empty' },
        { fault: { kind: 'status', status: 204 }, ends: 'empty' },
      ])
    },
  },
  {
    id: 'F22',
    title:
      '200 with a page where an image was asked for: content-type, or decode if it says that it is an image; ok without a type',
    async run(subject) {
      const liar = { kind: 'status', status: 200, headers: { 'content-type': 'image/gif' } } as const
      await meet(subject, [
        { fault: { kind: 'status', status: 200, bodyBytes: UNWANTED }, ends: 'content-type' },
        { fault: liar, ends: 'decode' },
        { fault: { kind: 'serve', untyped: true }, ends: 'ok' },
      ])
    },
  },
  {
    id: 'F23',
    title: 'gzip that nobody asked for: unpacked if it is right, decode if it is damaged, too-large if it is a bomb',
    async run(subject) {
      await imagesOf(subject.origin)
      await meet(subject, [
        { fault: { kind: 'gzip' }, ends: 'ok' },
        { fault: { kind: 'gzip', content: 'corrupt' }, ends: 'decode' },
        { fault: { kind: 'gzip', content: 'bomb', bytes: 10_000_000 }, ends: 'too-large' },
      ])
    },
  },
]

/** Bytes of a body that nobody wants: too many to be taken in without being read. */
const UNWANTED = 1_000_000
/** A limit on the size that only a body without an end exceeds. */
const ROOMY = { ...DEFAULT_LIMITS, bytes: 2 * UNWANTED }
const ENDLESS = { kind: 'big-body' } as const
const SERVE: Behaviour = { kind: 'serve' }
const NOT_FOUND = (fault: Behaviour) => ({ fault, ends: 'not-found' }) as const

/** An item isn't settled before the rest has come of what nobody wants. */
async function waitForTheRest(subject: Subject, status: number): Promise<void> {
  // A model that keeps its caller couldn't let the answer go.
  if (subject.variant.traits.start === 'blocking') return
  const { origin, patience } = subject
  const codes = someCodes(2)
  const [unwanted = ''] = codes
  await origin.reset({ plan: { [unwanted]: { kind: 'pause', status } } })
  const trial = subject.download({ codes, concurrency: 1, directory: await subject.folder() })
  await origin.untilRequests(1, { timeout: patience })
  await realSleep(TOLERANCE.quiet)
  const settled = trial.events.filter(({ kind, id }) => kind === 'task.settled' && id === unwanted)
  await origin.release()
  const { items } = await trial.value()
  expect(settled, `whether it was settled while the rest of a ${status} was on its way`).toEqual([])
  expect(items.map(({ status: end }) => end)).toEqual([status === 404 ? 'not-found' : 'error', 'ok'])
  // Nobody hung up, which would cost the next one a connection.
  expect((await origin.report()).requests.map(({ outcome }) => outcome)).toEqual(['served', 'served'])
}

/** Not even by its limit, whose end is the end of the wait: what an answer is, its head has said. */
async function runOutOfTime(subject: Subject): Promise<void> {
  const { origin, patience } = subject
  const [missing = '', failing = ''] = someCodes(2)
  await origin.reset({ plan: { [missing]: { kind: 'pause', status: 404 }, [failing]: { kind: 'pause', status: 500 } } })
  const limits = { ...DEFAULT_LIMITS, total: 1500 }
  const directory = await subject.folder()
  const trial = subject.download({ codes: [missing, failing], concurrency: 2, limits, directory })
  expect((await trial.value()).items.map(endOf), 'what became of unwanted answers without an end').toEqual([
    'not-found',
    'http',
  ])
  await origin.untilIdle({ timeout: patience })
}

function later(status: 429 | 503, seconds = '0'): Behaviour {
  return { kind: 'status', status, headers: { 'retry-after': seconds } }
}

/** Redirects from one address to the next, none of them twice. */
function hops(count: number): Behaviour[] {
  return Array.from({ length: count }, (_, hop) => ({
    kind: 'status',
    status: 302,
    headers: { location: `?hop=${hop}` },
  }))
}

/** Told to come back in a second, and at a moment: neither is asked for again before that. */
async function comeBackInTime(subject: Subject): Promise<void> {
  // Far enough for a busy machine: once it has passed, who knows no moments is right by chance.
  const moment = Math.ceil(Date.now() / 1000 + 1) * 1000
  const settled = new Map<string, number>()
  const { codes } = await meet(
    subject,
    [
      { fault: [later(503, new Date(moment).toUTCString()), SERVE], ends: 'ok' },
      { fault: [later(429, '0'), later(429, '1'), SERVE], ends: 'ok' },
    ],
    { retries: 2 },
    {
      trace: ({ kind, id }) => {
        if (kind === 'task.settled') settled.set(id, Date.now())
      },
    },
  )
  const [atMoment = '', inSeconds = ''] = codes
  expect(settled.get(atMoment), 'when it was there').toBeGreaterThan(moment - TOLERANCE.early)
  const { requests } = await subject.origin.report()
  const [, second, third] = requests.filter(({ code }) => code === inSeconds).map(({ openedAt }) => openedAt)
  expect(Number(third) - Number(second), 'ms from one request to the next').toBeGreaterThan(1000 - TOLERANCE.early)
}

/** How many requests the origin saw for each of the codes, or for each that it saw. */
async function attempts({ origin }: Subject, codes?: readonly string[]): Promise<number[]> {
  const seen = (await origin.report()).requests.map(({ code }) => String(code))
  return (codes ?? [...new Set(seen)]).map((code) => seen.filter((other) => other === code).length)
}
