import type { Worker } from 'node:worker_threads'
import { DEFAULT_LIMITS, type TraceEvent } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { endOf } from './end-of.ts'

/** The threads that a model works with, if it does. */
export const WORKER_FAULTS: readonly Clause[] = [
  {
    id: 'F39',
    title: 'a worker that dies is an error of kind worker of its item, and the others are ok',
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
      } finally {
        process.off('worker', watch)
      }
    },
  },
]
