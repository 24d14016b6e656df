import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'async-await',
  title: 'async/await',
  idiom: 'Reads as sequential code; a semaphore bounds it; every call that can wait is handed the signal.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
