import type { Description } from '@interleave/contract'
import { traits } from './traits.ts'

export const description: Description = {
  id: 'rxjs',
  title: 'RxJS',
  idiom: 'Cold streams that do nothing until subscribed to; mergeMap bounds them; an unsubscribe tears all of it down.',
  module: new URL('./index.ts', import.meta.url).href,
  traits,
}
