import { allFound, makeVariant } from './make-variant.ts'

/** Reports success, and then a rejection that nobody handles shows up. */
export const variant = makeVariant(import.meta.url, ({ done }, options) => {
  done(allFound(options))
  setTimeout(() => void Promise.reject(new Error('Too late.')), 50)
  return () => {}
})
