// A stranger's program: what it imports comes from the installed package.
import {
  CancelScope,
  failAfter,
  moveOnAfter,
  type Nursery,
  NurseryError,
  openNursery,
  sleep,
} from '@interleave/nursery'
import { MockClock } from '@interleave/nursery/testing'

async function work(nursery: Nursery, name: string): Promise<string> {
  nursery.startSoon(sleep, 1)
  await sleep(1)
  return name.toUpperCase()
}

const name: string = await openNursery(async (nursery) => nursery.startSoon(work, nursery, 'task').join())
const limited: { cancelled: boolean } = await moveOnAfter(1, () => sleep(60_000))
const inTime: number = await failAfter(60_000, () => 42)
const outcome = await new CancelScope().run((scope) => scope.signal.aborted)
const failure: unknown = await openNursery(() => Promise.reject(new RangeError('no'))).catch((error: unknown) => error)

// @ts-expect-error -- the types refuse a wrong argument
await openNursery((nursery) => nursery.startSoon(work, nursery, 7).join()).catch(() => undefined)

const group = failure instanceof NurseryError ? failure.errors.map(String) : []
console.log(JSON.stringify({ name, inTime, outcome, limited: limited.cancelled, group, clock: typeof MockClock }))
