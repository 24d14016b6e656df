import type { Variant } from '@interleave/contract'
import { type Operation, run, spawn, type Task, until, useAbortSignal } from 'effection'
import { downloadOne, type Job } from './download-one.ts'
import { peer } from './peer.ts'

/** Structured concurrency in generators; it has no bound of its own, so workers share what is left to do. */
export const variant: Variant = peer({
  id: 'effection',
  title: 'Effection',
  idiom: 'as many spawned workers as the limit allows, until(download(code, useAbortSignal())), halt() to cancel',
  module: import.meta.url,
  cancel: 'scope',
  onFailure: 'cancels-siblings',
  download(job) {
    const task = run(() => downloadMany(job))
    let halting: { ended: Promise<void>; reason: unknown } | undefined
    const end = async () => {
      try {
        await task
      } catch (error) {
        await halting?.ended
        throw halting?.reason ?? error
      }
    }
    return {
      ended: end(),
      cancel(reason) {
        halting = { ended: Promise.resolve(task.halt()), reason }
      },
    }
  },
})

function* downloadMany(job: Job): Operation<void> {
  const rest = job.options.codes.values()
  const workers: Task<void>[] = []
  for (let count = 0; count < job.ledger.concurrency; count++) {
    workers.push(
      yield* spawn(function* () {
        for (const code of rest) yield* downloadInScope(code, job)
      }),
    )
  }
  for (const worker of workers) yield* worker
}

function* downloadInScope(code: string, job: Job): Operation<void> {
  const signal = yield* useAbortSignal()
  yield* until(downloadOne(code, job, signal))
}
