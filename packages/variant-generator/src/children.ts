import { call, complete, type Operation } from './operation.ts'
import { drive, type Routine } from './runner.ts'

/** Drives all operations at once and returns what the first to end returns, or throws what it throws. */
export function* first<Result>(operations: readonly Operation<Result>[]): Operation<Result> {
  const children = operations.map(drive)
  return yield* together(children, () => Promise.race(children.map((child) => child.result)))
}

/**
 * Works on each item, at most `limit` at once: as many lanes as the limit allows take their next item from one iterator
 * that they share. The first error stops the rest.
 */
export function* each<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Operation<void>,
): Operation<void> {
  const rest = items.values()
  let failed = false
  function* lane(): Operation<void> {
    for (const item of rest) {
      yield* call(() => {}) // a cancel that came while nothing could be left is served before the next item begins
      if (failed) return
      try {
        yield* work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const lanes = Array.from({ length: limit }, () => drive(lane()))
  yield* together(lanes, () => Promise.all(lanes.map((routine) => routine.result)))
}

/** Waits for `until`. However that ends, no child is under way afterwards: what still runs is cancelled and awaited. */
export function* together<Result>(
  children: readonly Routine<unknown>[],
  until: () => Promise<Result>,
): Operation<Result> {
  let failed = false
  try {
    return yield* call(until)
  } catch (error) {
    failed = true
    throw error
  } finally {
    yield* complete(() => stop(children, failed))
  }
}

/** Fulfils when all have ended. An error from their cleanup isn't lost, unless it follows one that is on its way. */
function stop(children: readonly Routine<unknown>[], failed: boolean): Promise<void> {
  for (const child of children) child.cancel(STOPPED)
  return Promise.allSettled(children.map((child) => child.result)).then((ends) => {
    const fault = ends.filter((end) => end.status === 'rejected').find((end) => end.reason !== STOPPED)
    return fault && !failed ? Promise.reject(fault.reason) : undefined
  })
}

const STOPPED = Symbol('stopped')
