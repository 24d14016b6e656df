import { openNursery } from '@interleave/nursery'
import type { Join } from './joins.ts'

export const join: Join = (task, count) =>
  openNursery((nursery) => {
    for (let index = 0; index < count; index += 1) nursery.startSoon(task, index)
  })
