// Right, but for a mistake in its code.
import { CONTROL } from '../planted/plants.ts'

export const variant = {
  ...CONTROL,
  module: import.meta.url,
  downloader: () => {
    throw new TypeError('ledger.setled is not a function')
  },
}
