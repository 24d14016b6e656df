import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'nursery',
  title: 'nursery',
  idiom: 'Plain async functions in a nursery; scopes cancel, limits wrap any code, and no signal is passed by hand.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
