import { openNursery, sleep } from '@interleave/nursery'
import { LONG } from '../start-cancel/cancelling.ts'
import { openDormitory } from './dormitory.ts'

async function sleeper(enter: () => void): Promise<void> {
  enter()
  await sleep(LONG)
}

export const run = async (count: number): Promise<unknown> => {
  const { enter, allAsleep } = openDormitory(count)
  const nursery = openNursery((opened) => {
    for (let index = 0; index < count; index += 1) opened.startSoon(sleeper, enter)
  })
  await allAsleep()
  // In an array, because an async function would wait for a promise that it returns.
  return [nursery]
}
