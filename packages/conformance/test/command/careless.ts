import type { Variant } from '@interleave/contract'
import { CONTROL } from '../planted/plants.ts'

/** Right, but for a promise that nobody waits for. */
export const variant: Variant = {
  ...CONTROL,
  downloader(options, ports) {
    void Promise.reject(new Error('a promise forgotten'))
    return CONTROL.downloader(options, ports)
  },
}
