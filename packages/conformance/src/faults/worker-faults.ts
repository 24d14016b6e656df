import type { Worker } from 'node:worker_threads'
import { DEFAULT_LIMITS, type TraceEvent } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { isNoFlag } from '../is-no-flag.ts'
import { LARGE_BYTES, LARGE_IMAGE } from '../large-image.ts'
import { lookEachTurn } from '../look-each-turn.ts'
import { sizesIn } from '../sizes-in.ts'
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
      const watch = (worker: Worker) => {
        alive.add(worker)
        worker.once('exit', () => alive.delete(worker))
      }
      let killed = 0
      const trace = (event: TraceEvent) => {
        if (event.kind !== 'task.started' || event.id !== second) return
        killed = alive.size
        for (const worker of alive) void worker.terminate()
      }
      process.on('worker', watch)
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
        await endWriters(subject, alive)
      } finally {
        process.off('worker', watch)
      }
    },
  },
]

/** Ends every thread each time that a temporary file comes up: nothing may be left of what a dead one was writing. */
async function endWriters(subject: Subject, alive: ReadonlySet<Worker>): Promise<void> {
  await subject.origin.reset({ plan: { '*': LARGE_IMAGE } })
  const directory = await subject.folder()
  const trial = subject.download({ codes: someCodes(3), directory })
  const seen = new Set<string>()
  let killed = 0
  await lookEachTurn(trial.ending(), () => {
    const fresh = sizesIn(directory).filter(({ name }) => isNoFlag(name) && !seen.has(name))
    for (const { name } of fresh) seen.add(name)
    if (fresh.length > 0) {
      killed += alive.size
      for (const worker of alive) void worker.terminate()
    }
    return false
  })
  // Some may have been quicker than their end.
  const ends = (await trial.value()).items.map(endOf)
  expect(killed > 0 ? ['ok', 'worker'] : ['ok'], 'how each ended whose writer died').toEqual(
    expect.arrayContaining(ends),
  )
  const left = sizesIn(directory)
  expect(left.map(({ name }) => name).filter(isNoFlag), 'files left of a writer that died').toEqual([])
  expect(left, 'sizes of the files').toEqual(left.map((file) => ({ ...file, size: LARGE_BYTES })))
}
