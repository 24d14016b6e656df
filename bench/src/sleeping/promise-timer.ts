import { LONG } from '../start-cancel/cancelling.ts'
import { openDormitory } from './dormitory.ts'

/** Sleeps with nothing but a promise and a timer. */
export async function sleeper(enter: () => void): Promise<void> {
  enter()
  await new Promise<void>((resolve) => {
    setTimeout(resolve, LONG)
  })
}

export const run = async (count: number): Promise<unknown> => {
  const { enter, allAsleep } = openDormitory(count)
  const all = Array.from({ length: count }, () => sleeper(enter))
  await allAsleep()
  return all
}
