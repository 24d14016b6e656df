import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'threads',
  title: 'threads',
  idiom: 'Blocking calls side by side; a pool bounds them; threads share nothing but signals and messages.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
