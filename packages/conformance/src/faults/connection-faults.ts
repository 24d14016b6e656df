import type { TraceEvent } from '@interleave/contract'
import { expect } from 'vitest'
import { standStill } from '../stand-still.ts'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import type { Subject } from '../subject.ts'
import { endOf } from './end-of.ts'
import { expectNothingOpen, meet } from './meet.ts'
import { tryCertificates } from './try-certificates.ts'

/** Connections that were there, servers that come and go, and servers that aren't who they say. */
export const CONNECTION_FAULTS: readonly Clause[] = [
  {
    id: 'F24',
    title: 'an idle connection that is closed as it is used again: asked once more, nothing lost',
    async run(subject) {
      // What the close looks like to a client that has asked already, and may not have seen it yet. One at a time, so
      // that each comes on a connection that has answered before.
      const reset = { fault: [{ kind: 'reset' }, SERVE], ends: 'ok' } as const
      const closed = { fault: [{ kind: 'truncate', at: 'before-status' }, SERVE], ends: 'ok' } as const
      await meet(subject, [reset, closed, reset, closed], { concurrency: 1 })
      await loseRaces(subject)
    },
  },
  {
    id: 'F25',
    title: 'the server stops and comes back: errors while it is gone, the rest ok',
    async run(subject) {
      await imagesOf(subject.origin)
      const { origin } = subject
      const codes = someCodes(24)
      const settled: string[] = []
      let isBack = false
      // No turn of the event loop is needed for this: a model that blocks its caller tells its events all the same. It
      // stands still so that the origin's thread has the time to go, or to come back, before the items are all used up.
      const trace = (event: TraceEvent) => {
        if (event.kind !== 'task.settled') return
        const end = endOf(event.item)
        settled.push(end)
        if (settled.length === BEFORE) void origin.down()
        if (event.item.status === 'error' && !isBack && settled.length > BEFORE + 2) {
          isBack = true
          void origin.up()
        }
        const isAsWished = (end === 'ok') === isBack
        if (settled.length >= BEFORE && !isAsWished) standStill(100)
      }
      const trial = subject.download({ codes, concurrency: 2 }, { trace })
      try {
        expectNothingOpen(await trial.ending())
      } finally {
        await origin.up()
      }
      const { items } = await trial.value()
      const ends = items.map(endOf)
      expect(ends.toSorted(), 'what was told of the items').toEqual(settled.toSorted())
      // In the order in which they ended: one that is slow may be open still when the third is there, and is cut off.
      expect(settled.slice(0, BEFORE), 'before').toEqual(Array(BEFORE).fill('ok'))
      expect(settled.at(-1), 'when it is back').toBe('ok')
      const gone = new Set(settled.filter((end) => end !== 'ok'))
      expect(gone, 'while it is gone').toContain('refused')
      expect(['refused', 'reset', 'truncated'], 'while it is gone').toEqual(expect.arrayContaining([...gone]))
      const kept = codes.filter((_, index) => ends[index] === 'ok')
      await expectFiles(subject, kept)
    },
  },
  {
    id: 'F26',
    title: 'TLS with a certificate of its own, for another name, or expired: tls, and ok with the right one',
    async run({ variant, directory }) {
      expect(await tryCertificates(variant.module, directory)).toEqual({
        right: 'ok',
        'self-signed': 'tls',
        'wrong name': 'tls',
        expired: 'tls',
      })
    },
  },
]

const SERVE = { kind: 'serve' } as const

/** Items that are there when the origin goes away. */
const BEFORE = 3

/**
 * The race itself: the server closes each connection a moment after its answer. By then this thread stands still, in the
 * news that the next item has begun, and when it goes on it asks without having read that. The server never sees that
 * request. A model whose connections are another thread's may have read it there, and just opens another.
 */
async function loseRaces(subject: Subject): Promise<void> {
  const { origin } = subject
  const codes = someCodes(5)
  await origin.reset({ plan: { '*': { kind: 'close-idle', after: 50 } } })
  const trace = ({ kind }: TraceEvent) => {
    if (kind === 'task.started') standStill(120)
  }
  const directory = await subject.folder()
  const trial = subject.download({ codes, concurrency: 1, directory }, { trace })
  const { items } = await trial.value()
  expect(items.map(endOf), 'what became of each whose connection was closed before it was read').toEqual(
    codes.map(() => 'ok'),
  )
  await expectFiles(subject, codes, directory)
  expectNothingOpen(await trial.ending())
  const { requests } = await origin.report()
  expect(
    requests.map(({ code }) => code),
    'requests that the server has seen',
  ).toEqual(codes)
}
