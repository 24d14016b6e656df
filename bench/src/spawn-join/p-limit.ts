import pLimit from 'p-limit'
import type { Join } from './joins.ts'

export const join: Join = (task, count) => {
  const limit = pLimit(100)
  return Promise.all(Array.from({ length: count }, (_, index) => limit(task, index)))
}
