import type { Variant } from '@interleave/contract'
import { downloadOne } from './download-one.ts'
import { peer } from './peer.ts'

/** The line that everybody writes first. It has no bound and no cancel. */
export const variant: Variant = peer({
  id: 'promise-all',
  title: 'Promise.all',
  idiom: 'Promise.all(codes.map(download))',
  module: import.meta.url,
  cancel: 'none',
  onFailure: 'siblings-run-on',
  download: (job) => ({ ended: Promise.all(job.options.codes.map((code) => downloadOne(code, job))) }),
})
