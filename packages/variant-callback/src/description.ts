import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'callback',
  title: 'callback',
  idiom:
    'Error first, called back exactly once and never at once; a counter bounds it; a flag that undici listens to stops it.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
