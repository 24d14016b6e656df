import { makeVariant } from './make-variant.ts'

/** Fails as a whole. */
export const variant = makeVariant(import.meta.url, ({ failed }) => {
  failed(new Error('Everything went wrong.'))
  return () => {}
})
