import { allFound, makeVariant } from './make-variant.ts'

/** Reports success and leaves a timer behind, so that its process never ends. */
export const variant = makeVariant(import.meta.url, ({ done }, options) => {
  done(allFound(options))
  setInterval(() => {}, 1000)
  return () => {}
})
