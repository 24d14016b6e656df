import { anotherOrder, firstInFirstOut } from './model/order.ts'
import { predict } from './model/predict.ts'
import type { Program } from './program.ts'
import type { Course } from './run-program.ts'
import type { Trace } from './trace.ts'

/** Orders that are tried before a course counts as impossible. */
const TRIES = 1_500

/** `exact`: the whole course is predicted. `partly`: each fact of it is, none in one order all of them. */
export type Match = 'exact' | 'partly' | 'none'

export interface Verdict {
  readonly match: Match
  /** How many orders were tried. */
  readonly tries: number
  /** What no order leads to, and what first in, first out says instead. */
  readonly differences: readonly string[]
}

/**
 * The laws leave open who goes first among tasks that are ready at the same moment, so they allow a set of courses, and the
 * one that was seen must be in it: an order is looked for under which the model comes to the same times, ends, outcomes and
 * errors of every task and every block. With dozens of tasks ready at once that order may not be found; then each single
 * fact must be one that some order leads to, which for all facts that depend on no order means: exactly what the laws say.
 */
export function compareWithModel(program: Program, course: Course, most = TRIES): Verdict {
  const seen = new Map(course.deadlocked ? [] : course.trace.facts)
  const unexplained = new Map(seen)
  let first: Trace | null | undefined
  let deadlockPossible = false
  let missing: Set<string> | undefined
  for (let tries = 1; tries <= most; tries++) {
    const predicted = predict(program, tries === 1 ? firstInFirstOut : anotherOrder(tries))
    if (first === undefined) first = predicted
    if (!predicted) deadlockPossible = true
    if (!predicted && course.deadlocked) return { match: 'exact', tries, differences: [] }
    if (!predicted || course.deadlocked) continue
    const { facts } = predicted
    let same = facts.size === seen.size
    for (const [key, value] of seen) {
      if (facts.get(key) === value) unexplained.delete(key)
      else same = false
    }
    if (same) return { match: 'exact', tries, differences: [] }
    const absent = [...facts.keys()].filter((key) => !seen.has(key))
    missing = new Set(missing ? absent.filter((key) => missing!.has(key)) : absent)
  }
  const said = (key: string) => first?.facts.get(key) ?? (first ? 'nothing' : 'a deadlock')
  const differences = course.deadlocked
    ? ['a deadlock, and no order leads to one']
    : [...unexplained.keys(), ...(missing ?? [])].map(
        (key) => `${key}: ${seen.get(key) ?? 'nothing'}, not ${said(key)}`,
      )
  if (deadlockPossible && !missing)
    return { match: 'none', tries: most, differences: ['the model says that this is a deadlock'] }
  return { match: differences.length === 0 ? 'partly' : 'none', tries: most, differences }
}
