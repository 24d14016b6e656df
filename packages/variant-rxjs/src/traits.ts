import type { Traits } from '@interleave/contract'

export const traits: Traits = {
  start: 'lazy',
  cancel: 'unsubscribe',
  onFailure: 'cancels-siblings',
  waitsForChildren: 'by-hand',
  concurrency: { default: 5, greatest: 1000 },
  lacks: {},
}
