import pMap from 'p-map'
import { openDormitory } from './dormitory.ts'
import { sleeper } from './promise-timer.ts'

export const run = async (count: number): Promise<unknown> => {
  const { enter, allAsleep } = openDormitory(count)
  const all = pMap(
    Array.from({ length: count }, (_, index) => index),
    () => sleeper(enter),
  )
  await allAsleep()
  return [all]
}
