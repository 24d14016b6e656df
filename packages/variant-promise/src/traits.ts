import type { Traits } from '@interleave/contract'

export const traits: Traits = {
  start: 'eager',
  cancel: 'signal',
  onFailure: 'siblings-run-on',
  waitsForChildren: 'by-hand',
  concurrency: { default: 5, greatest: 1000 },
  lacks: {},
}
