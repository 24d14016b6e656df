import type { Variant } from '@interleave/contract'
import pMap from 'p-map'
import { downloadOne } from './download-one.ts'
import { peer } from './peer.ts'

/** A bounded map, cancelled by its `signal` option, which the mapper is not given but may share. */
export const variant: Variant = peer({
  id: 'p-map',
  title: 'p-map',
  idiom: 'pMap(codes, download, { concurrency, signal }), the same signal passed on to each download',
  module: import.meta.url,
  cancel: 'signal',
  onFailure: 'siblings-run-on',
  download(job) {
    const controller = new AbortController()
    const { signal } = controller
    const { concurrency } = job.ledger
    return {
      ended: pMap(job.options.codes, (code) => downloadOne(code, job, signal), { concurrency, signal }),
      cancel: (cancelled) => controller.abort(cancelled),
    }
  },
})
