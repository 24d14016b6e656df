import { openNursery, sleep } from '@interleave/nursery'
import { MockClock } from '@interleave/nursery/testing'
import { openFile } from '@interleave/nursery/node'

const log = []
await openNursery((nursery) => {
  nursery.startSoon(async () => {
    await sleep(1)
    log.push('task')
  })
  log.push('body')
})
console.log(JSON.stringify({ log, clock: typeof MockClock, openFile: typeof openFile }))
