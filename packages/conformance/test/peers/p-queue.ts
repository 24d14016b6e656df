import type { Variant } from '@interleave/contract'
import PQueue from 'p-queue'
import { downloadOne } from './download-one.ts'
import { peer } from './peer.ts'

/** A queue; each task is given the signal that it was added with, and passes it on. */
export const variant: Variant = peer({
  id: 'p-queue',
  title: 'p-queue',
  idiom: 'queue.addAll(tasks, { signal }), each task passing its signal on; clear() and abort() to cancel',
  module: import.meta.url,
  cancel: 'signal',
  onFailure: 'siblings-run-on',
  download(job) {
    const controller = new AbortController()
    const queue = new PQueue({ concurrency: job.ledger.concurrency })
    const tasks = job.options.codes.map(
      (code) =>
        ({ signal }: { signal?: AbortSignal | undefined }) =>
          downloadOne(code, job, signal),
    )
    return {
      ended: queue.addAll(tasks, { signal: controller.signal }),
      cancel(cancelled) {
        controller.abort(cancelled)
        queue.clear()
      },
    }
  },
})
