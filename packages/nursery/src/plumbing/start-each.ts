import type { Nursery } from '../nursery.ts'
import { refuseGenerator } from './refuse-generator.ts'

/**
 * Starts each function as a task of its own name, and passes on its result.
 *
 * @throws TypeError when one isn't a function.
 */
export function startEach<R>(
  nursery: Nursery,
  caller: string,
  fns: Iterable<() => R | PromiseLike<R>>,
  onResult: (result: R, index: number) => void,
): void {
  let count = 0
  for (const fn of requireList(caller, fns)) {
    if (typeof fn !== 'function') {
      throw new TypeError(`${caller} takes functions, not their promises: ${example(caller)}.`)
    }
    const index = count++
    const task = async () => onResult(await refuseGenerator(fn(), `What ${caller} was given`), index)
    Object.defineProperty(task, 'name', { value: fn.name || `${caller} ${index}` })
    nursery.startSoon(task)
  }
}

/** @throws TypeError when the functions were given one by one. */
export function requireList<T>(caller: string, fns: Iterable<T>): Iterable<T> {
  if (typeof (fns as Partial<Iterable<T>> | null)?.[Symbol.iterator] === 'function') return fns
  throw new TypeError(`${caller} takes a list of functions: ${example(caller)}.`)
}

const example = (caller: string) => `${caller}([() => one(), () => two()])`
