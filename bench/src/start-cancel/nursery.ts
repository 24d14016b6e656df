import { openNursery, sleep } from '@interleave/nursery'
import { LONG, type StartAndCancel, type Tally } from './cancelling.ts'

async function sleeper(tally: Tally): Promise<void> {
  try {
    tally.began += 1
    await sleep(LONG)
  } finally {
    tally.cleaned += 1
  }
}

export const startAndCancel: StartAndCancel = (count, tally, allAsleep) =>
  openNursery(async (nursery) => {
    for (let index = 0; index < count; index += 1) nursery.startSoon(sleeper, tally)
    await allAsleep()
    nursery.cancelScope.cancel()
  })
