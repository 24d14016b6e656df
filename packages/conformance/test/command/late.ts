import type { Variant } from '@interleave/contract'
import { CONTROL } from '../planted/plants.ts'

let fail: () => void = () => {}

/** Asked for nothing, it leaves behind what fails twice as soon as it is asked for something. */
export const variant: Variant = {
  ...CONTROL,
  downloader(options, ports) {
    if (options.codes.length === 0) fail = leaveBehind()
    else fail()
    return CONTROL.downloader(options, ports)
  },
}

function leaveBehind(): () => void {
  const { promise, reject } = Promise.withResolvers<void>()
  void promise.finally(() => {})
  promise.catch(() => setImmediate(throwIt))
  return () => reject(new Error('a promise left behind'))
}

function throwIt(): void {
  throw new Error('a callback left behind')
}
