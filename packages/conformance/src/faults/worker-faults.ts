import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
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
      const alive = new Set<Worker>()
      let hasWorkers = false
      const watch = (message: unknown) => {
        const { worker } = message as { worker: Worker }
        hasWorkers = true
        alive.add(worker)
        worker.once('exit', () => alive.delete(worker))
      }
      const deaf = new Set<number>()
      const listen = () => {
        for (const worker of alive) if (worker.listenerCount('error') === 0) deaf.add(worker.threadId)
      }
      let killed = 0
      const trace = (event: TraceEvent) => {
        if (event.kind !== 'task.started' || event.id !== second) return
        killed = alive.size
        listen()
        for (const worker of alive) void worker.terminate()
      }
      // Told at once, also to who keeps its caller; `process` tells it a turn later.
      subscribe('worker_threads', watch)
      try {
        // A model that waits for a dead thread notices it only when the limit is over.
        const limits = { ...DEFAULT_LIMITS, total: 2000 }
        const { items } = await subject.download({ codes, limits }, { trace }).value()
        const end = killed > 0 ? 'worker' : 'ok'
        expect(items.map(endOf), `with ${killed} workers killed`).toEqual(['ok', end, 'ok', 'ok'])
        await expectFiles(
          subject,
          codes.filter((code) => end === 'ok' || code !== second),
        )
        await subject.spin({ interval: 10, delay: 30 }, { trace: listen }).value()
        expect([...deaf], 'threads whose own error would end the process, since nobody hears of it').toEqual([])
        await endWriters(subject, alive)
        if (hasWorkers && subject.has('cancels')) await endWriters(subject, alive, 'enough')
      } finally {
        unsubscribe('worker_threads', watch)
      }
    },
  },
]

/**
 * Ends every thread each time that a temporary file comes up: nothing may be left of what a dead one was writing. The
 * first time for certain, for the disk lets it get no further. With a reason the run is cancelled at that instant.
 */
async function endWriters(subject: Subject, alive: ReadonlySet<Worker>, reason?: string): Promise<void> {
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
  let killed = 0
  const look = () => {
    const fresh = sizesIn(directory).filter(({ name }) => isNoFlag(name) && !seen.has(name))
    for (const { name } of fresh) seen.add(name)
    if (fresh.length === 0) return false
    if (reason !== undefined) trial.run.cancel(reason)
    killed += alive.size
    for (const worker of alive) void worker.terminate()
    return false
  }
  await lookEachTurn(trial.ending(), look, () => (killed === 0 ? disk.step() : disk.release()).then(() => nextTurn()))
  if (reason !== undefined) await expectCancelled(trial, reason)
  const ends = trial.events.filter((event) => event.kind === 'task.settled').map(({ item }) => endOf(item))
  const endOfTheDead = reason === undefined ? 'worker' : 'cancelled'
  // Some may have been quicker than their end.
  const right = reason !== undefined || killed > 0 ? ['ok', endOfTheDead] : ['ok']
  expect(right, 'how each ended whose writer died').toEqual(expect.arrayContaining(ends))
  expect(left, 'files left of an item that had ended').toEqual([])
  const files = sizesIn(directory)
  expect(files.map(({ name }) => name).filter(isNoFlag), 'files left of a writer that died').toEqual([])
  expect(files, 'sizes of the files').toEqual(files.map((file) => ({ ...file, size: LARGE_BYTES })))
}
