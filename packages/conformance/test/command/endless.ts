import type { Variant } from '@interleave/contract'
import { CONTROL } from '../planted/plants.ts'

/** Its downloads never settle, cancelled or not. */
export const variant: Variant = {
  ...CONTROL,
  downloader: (options, ports) => ({ ...CONTROL.downloader(options, ports), result: new Promise(() => {}) }),
}
