import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'promise',
  title: 'promise',
  idiom: 'Chains of then, catch and finally; a hand-rolled pool bounds them; each link is handed the signal.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
