import { setImmediate as nextTurn } from 'node:timers/promises'
import { DEFAULT_LIMITS, type TraceEvent } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { isNoFlag } from '../is-no-flag.ts'
import { LARGE_BYTES, LARGE_IMAGE } from '../large-image.ts'
import { lookEachTurn } from '../look-each-turn.ts'
import { partsOf } from '../parts-of.ts'
import { sizesIn } from '../sizes-in.ts'
import { stallDisk } from '../stalled-disk.ts'
import type { Subject } from '../subject.ts'
import { WatchedThreads } from '../watched-threads.ts'
import { endOf } from './end-of.ts'

/** The threads that a model works with, if it does. */
export const WORKER_FAULTS: readonly Clause[] = [
  {
    id: 'F39',
    title:
      'a worker that dies, in the midst of a write too, is an error of kind worker of its item, and the others are ok',
    async run(subject) {
      await imagesOf(subject.origin)
      const codes = someCodes(4)
      const [, second = ''] = codes
      using threads = new WatchedThreads()
      const unheard = new Set<number>()
      const listen = () => {
        for (const id of threads.unheard()) unheard.add(id)
      }
      let ended = 0
      const trace = (event: TraceEvent) => {
        if (event.kind !== 'task.started' || event.id !== second) return
        listen()
        ended = threads.end()
      }
      // A model that waits for a dead thread notices it only when the limit is over.
      const limits = { ...DEFAULT_LIMITS, total: 2000 }
      const { items } = await subject.download({ codes, limits }, { trace }).value()
      const end = ended > 0 ? 'worker' : 'ok'
      expect(items.map(endOf), `with ${ended} threads ended`).toEqual(['ok', end, 'ok', 'ok'])
      await expectFiles(
        subject,
        codes.filter((code) => end === 'ok' || code !== second),
      )
      await subject.spin({ interval: 10, delay: 30 }, { trace: listen }).value()
      expect([...unheard], 'threads whose own error would end the process, since nobody hears of it').toEqual([])
      await endWriters(subject, threads)
      if (threads.made > 0 && subject.has('cancels')) await endWriters(subject, threads, 'enough')
    },
  },
]

/**
 * Ends every thread each time that a temporary file comes up: nothing may be left of what a dead one was writing. The
 * first time for certain, for the disk lets it get no further. With a reason the run is cancelled at that instant.
 */
async function endWriters(subject: Subject, threads: WatchedThreads, reason?: string): Promise<void> {
  // Nobody comes between a model that keeps its caller and what it writes.
  if (subject.variant.traits.start === 'blocking') return
  const { origin, patience } = subject
  await origin.reset({ hold: true, plan: { '*': LARGE_IMAGE } })
  const directory = await subject.folder()
  const left: string[] = []
  const onEvent = (event: TraceEvent) => {
    if (event.kind === 'task.settled') left.push(...partsOf(directory, event.id))
  }
  const trial = subject.download({ codes: someCodes(3), directory }, {}, { onEvent })
  await origin.untilRequests(1, { timeout: patience })
  await using disk = await stallDisk(await subject.folder())
  await origin.release()
  const seen = new Set<string>()
  let ended = 0
  const look = () => {
    const fresh = sizesIn(directory).filter(({ name }) => isNoFlag(name) && !seen.has(name))
    for (const { name } of fresh) seen.add(name)
    if (fresh.length === 0) return false
    if (reason !== undefined) trial.run.cancel(reason)
    ended += threads.end()
    return false
  }
  await lookEachTurn(trial.ending(), look, () => (ended === 0 ? disk.step() : disk.release()).then(() => nextTurn()))
  if (reason !== undefined) await expectCancelled(trial, reason)
  const ends = trial.events.filter((event) => event.kind === 'task.settled').map(({ item }) => endOf(item))
  const endOfTheDead = reason === undefined ? 'worker' : 'cancelled'
  // Some may have been quicker than their end.
  const right = reason !== undefined || ended > 0 ? ['ok', endOfTheDead] : ['ok']
  expect(right, 'how each ended whose writer died').toEqual(expect.arrayContaining(ends))
  expect(left, 'files left of an item that had ended').toEqual([])
  const files = sizesIn(directory)
  expect(files.map(({ name }) => name).filter(isNoFlag), 'files left of a writer that died').toEqual([])
  expect(files, 'sizes of the files').toEqual(files.map((file) => ({ ...file, size: LARGE_BYTES })))
}
