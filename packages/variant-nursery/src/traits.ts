import type { Traits } from '@interleave/contract'

export const traits: Traits = {
  start: 'lazy',
  cancel: 'scope',
  onFailure: 'cancels-siblings',
  waitsForChildren: 'always',
  concurrency: { default: 5, greatest: 1000 },
  lacks: {},
}
