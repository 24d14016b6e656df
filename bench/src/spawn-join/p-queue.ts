import PQueue from 'p-queue'
import type { Join } from './joins.ts'

export const join: Join = (task, count) => {
  const queue = new PQueue({ concurrency: 100 })
  return queue.addAll(Array.from({ length: count }, (_, index) => () => task(index)))
}
