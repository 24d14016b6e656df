import { LONG } from '../start-cancel/cancelling.ts'
import { sleepUnless } from '../start-cancel/promise-sleep.ts'
import { openDormitory } from './dormitory.ts'

async function sleeper(signal: AbortSignal, enter: () => void): Promise<void> {
  enter()
  await sleepUnless(signal, LONG)
}

export const run = async (count: number): Promise<unknown> => {
  const { enter, allAsleep } = openDormitory(count)
  const all = Array.from({ length: count }, () => {
    const controller = new AbortController()
    return [controller, sleeper(controller.signal, enter)]
  })
  await allAsleep()
  return all
}
