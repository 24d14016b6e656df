import { current } from './plumbing/current.ts'

/** The time on the run's clock, in ms. Only differences mean something. */
export function currentTime(): number {
  return current().scope.run.clock.now()
}

/**
 * The earliest deadline that holds here, shields taken into account: -Infinity when already cancelled, Infinity when
 * there is none.
 */
export function currentEffectiveDeadline(): number {
  let node = current().scope
  if (node.effective) return -Infinity
  let { due } = node
  while (node.parent && !node.shield) {
    node = node.parent
    due = Math.min(due, node.due)
  }
  return due
}
