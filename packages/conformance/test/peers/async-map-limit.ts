import type { Variant } from '@interleave/contract'
import { mapLimit } from 'async'
import { downloadOne } from './download-one.ts'
import { peer } from './peer.ts'

/** A bounded map from the days of callbacks. It has no cancel. */
export const variant: Variant = peer({
  id: 'async-map-limit',
  title: 'async.mapLimit',
  idiom: 'mapLimit(codes, concurrency, async (code) => download(code))',
  module: import.meta.url,
  cancel: 'none',
  onFailure: 'siblings-run-on',
  download: (job) => ({
    ended: mapLimit([...job.options.codes], job.ledger.concurrency, async (code: string) => downloadOne(code, job)),
  }),
})
