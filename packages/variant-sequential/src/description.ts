import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'sequential',
  title: 'sequential',
  idiom: 'Plain calls that return when they are done; nothing happens in between, and nothing needs to be kept apart.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
