import pMap from 'p-map'
import type { Join } from './joins.ts'

export const join: Join = (task, count) =>
  pMap(
    Array.from({ length: count }, (_, index) => index),
    (index) => task(index),
  )
