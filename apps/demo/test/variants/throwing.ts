import { makeVariant } from './make-variant.ts'

/** An error that nobody catches, in a later turn. */
export const variant = makeVariant(import.meta.url, () => {
  setImmediate(() => {
    throw new Error('Nobody caught this.')
  })
  return () => {}
})
