import { mapLimit } from 'async'
import type { Join } from './joins.ts'

export const join: Join = (task, count) =>
  mapLimit(
    Array.from({ length: count }, (_, index) => index),
    100,
    async (index: number) => task(index),
  )
