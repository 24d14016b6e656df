import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'generator',
  title: 'generator',
  idiom: 'function* and yield* all the way; a runner of one page drives them; return() at the yield cancels them.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
