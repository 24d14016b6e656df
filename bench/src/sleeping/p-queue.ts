import PQueue from 'p-queue'
import { openDormitory } from './dormitory.ts'
import { sleeper } from './promise-timer.ts'

export const run = async (count: number): Promise<unknown> => {
  const { enter, allAsleep } = openDormitory(count)
  const queue = new PQueue()
  const all = Array.from({ length: count }, () => queue.add(() => sleeper(enter)))
  await allAsleep()
  return [queue, all]
}
