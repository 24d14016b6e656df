import { allFound, makeVariant } from './make-variant.ts'

/** Writes where only the report belongs. */
export const variant = makeVariant(import.meta.url, ({ done }, options) => {
  console.log('NOISE')
  done(allFound(options))
  return () => {}
})
