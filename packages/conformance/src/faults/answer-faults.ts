import { DEFAULT_LIMITS } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { imagesOf } from '../images.ts'
import { endOf } from './end-of.ts'
import { meet } from './meet.ts'

/** An answer that breaks off, isn't HTTP, or comes late. */
export const ANSWER_FAULTS: readonly Clause[] = [
  {
    id: 'F4',
    title: 'reset before the status line: reset',
    async run(subject) {
      await meet(subject, [{ fault: { kind: 'reset' }, ends: 'reset' }])
      // The first request of all has a new connection: nothing speaks for asking again (F24).
      const [code = ''] = someCodes(1)
      await subject.origin.reset({ plan: { [code]: { kind: 'reset' } } })
      const { items } = await subject.download({ codes: [code], directory: await subject.folder() }).value()
      expect(items.map(endOf), 'what became of it').toEqual(['reset'])
      expect((await subject.origin.report()).requests.length, 'requests').toBe(1)
    },
  },
  {
    id: 'F5',
    title: 'reset in the middle of the headers: reset',
    run: async (subject) => void (await meet(subject, [{ fault: { kind: 'reset', at: 'in-headers' }, ends: 'reset' }])),
  },
  {
    id: 'F6',
    title: 'reset in the middle of the body: reset, no file',
    run: async (subject) => void (await meet(subject, [{ fault: { kind: 'reset', at: 'in-body' }, ends: 'reset' }])),
  },
  {
    id: 'F7',
    title: 'a body shorter than its Content-Length, or without its last chunk: truncated, no file',
    async run(subject) {
      await meet(subject, [
        { fault: { kind: 'truncate' }, ends: 'truncated' },
        { fault: { kind: 'chunked', fault: 'no-end' }, ends: 'truncated' },
      ])
    },
  },
  {
    id: 'F8',
    title: "a body longer than its Content-Length: the item's own bytes only, and the next is not poisoned",
    async run(subject) {
      // One at a time, so that the next item comes on the connection that has the bytes too many.
      const options = { concurrency: 1 }
      await meet(
        subject,
        [
          { fault: { kind: 'extra-bytes' }, ends: 'ok' },
          { fault: SERVE, ends: 'ok' },
        ],
        options,
      )
    },
  },
  {
    id: 'F9',
    title: 'no Content-Length, closed at the end: ok if it is whole, truncated if it is not',
    async run(subject) {
      await meet(subject, [
        { fault: { kind: 'no-length' }, ends: 'ok' },
        { fault: { kind: 'no-length', cut: 'close' }, ends: 'truncated' },
        { fault: { kind: 'no-length', cut: 'reset' }, ends: 'truncated' },
      ])
    },
  },
  {
    id: 'F10',
    title: 'chunks: ok if they are right, protocol if one is broken',
    async run(subject) {
      await meet(subject, [
        { fault: { kind: 'chunked' }, ends: 'ok' },
        { fault: { kind: 'chunked', fault: 'bad-size' }, ends: 'protocol' },
      ])
    },
  },
  {
    id: 'F11',
    title: 'noise, HTTP/0.9, bytes of TLS or of SSH, lengths that contradict each other: protocol',
    async run(subject) {
      const noise = (['noise', 'http-0.9', 'tls', 'ssh'] as const).map((what) => ({ kind: 'garbage', what }) as const)
      const lengths = (['negative', 'two', 'with-chunked'] as const).map(
        (how) => ({ kind: 'bad-length', how }) as const,
      )
      await meet(
        subject,
        [...noise, ...lengths].map((fault) => ({ fault, ends: 'protocol' })),
      )
    },
  },
  {
    id: 'F12',
    title: 'headers that never come, or come byte by byte: headers-timeout',
    async run(subject) {
      const silent = { fault: { kind: 'hang' }, ends: 'headers-timeout' } as const
      const dripping = { fault: { kind: 'trickle', part: 'headers' }, ends: 'headers-timeout' } as const
      await meet(subject, [silent, dripping], { limits: { ...DEFAULT_LIMITS, headers: SILENCE, total: WHOLE } })
    },
  },
  {
    id: 'F13',
    title: 'a body that stalls: body-timeout, no file',
    async run(subject) {
      const stalls = { fault: { kind: 'hang', at: 'in-body' }, ends: 'body-timeout' } as const
      await meet(subject, [stalls], { limits: { ...DEFAULT_LIMITS, body: SILENCE, total: WHOLE } })
    },
  },
  {
    id: 'F14',
    title: 'slow but alive, for longer than a stall may last: ok',
    async run(subject) {
      const images = await imagesOf(subject.origin)
      const [, harmed = ''] = someCodes(3)
      const { length = 0 } = images.get(harmed) ?? {}
      // Three silences, of half of what one may last each: more than that together.
      const trickle = { kind: 'trickle', every: SILENCE, bytes: Math.ceil(length / 3) } as const
      const alive = { fault: [trickle], ends: 'ok' } as const
      await meet(subject, [alive], { limits: { ...DEFAULT_LIMITS, body: SILENCE * 2 } })
    },
  },
  {
    id: 'F15',
    title: 'headers of 1 MB: protocol',
    run: async (subject) => void (await meet(subject, [{ fault: { kind: 'big-headers' }, ends: 'protocol' }])),
  },
]

/**
 * A silence, in ms. undici counts its limits in ticks of half a second, later ones where the thread stands still: one
 * of as much ends after 1000 to 1500, of three times as much after 4000 to 4500, of two thirds after 500 to 1000.
 */
const SILENCE = 1450
/** A limit on the whole, in ms, that comes before one on a silence that is three times too long. */
const WHOLE = 3500
const SERVE = { kind: 'serve' } as const
