import type { Variant } from '@interleave/contract'
import { CONTROL } from '../planted/plants.ts'

/** Asked for anything at all, it ends the process. */
export const variant: Variant = {
  ...CONTROL,
  downloader(options, ports) {
    if (options.codes.length > 0) process.exit(0)
    return CONTROL.downloader(options, ports)
  },
}
