import { Amended, type Amendments, anotherOrder, firstInFirstOut, generator, type Order } from './model/order.ts'
import { predict } from './model/predict.ts'
import type { Program } from './program.ts'
import type { Course } from './run-program.ts'
import type { Trace } from './trace.ts'

/** Orders drawn at random, from which the search sets out. */
const DRAWN = 40

/** Steps of the search. */
const STEPS = 1_500

/** Orders drawn beyond the search while a fact is left that none has led to: some courses come of one order in thousands. */
const LAST = 20_000

/** `exact`: the whole course is predicted. `partly`: each fact of it is, none in one order all of them. */
export type Match = 'exact' | 'partly' | 'none'

export interface Verdict {
  readonly match: Match
  /** How many orders were tried. */
  readonly tries: number
  /** What no order leads to, and what the nearest one says instead. */
  readonly differences: readonly string[]
}

/**
 * The laws leave open who goes first among tasks that are ready at the same moment, so they allow a set of courses, and the
 * one that was seen must be in it: an order is looked for under which the model comes to the same times, ends, outcomes and
 * errors of every task and every block. The search draws some, then amends single decisions of the nearest, and draws others, many more while a fact has come of none of them. Should it end without finding
 * one, then each single fact must be one that some order leads to, which for facts that depend on no order
 * means: exactly what the laws say.
 */
export function compareWithModel(program: Program, course: Course): Verdict {
  const comparison = new Comparison(program, course)
  return comparison.search() ?? comparison.giveUp()
}

interface Attempt {
  readonly order: () => Order
  readonly amendments: Amendments
  readonly ways: readonly number[]
  readonly tasks: number
  readonly distance: number
  readonly predicted: Trace | null
}

class Comparison {
  readonly #program: Program
  readonly #course: Course
  readonly #seen: ReadonlyMap<string, string>
  /** Facts that no order has led to. */
  readonly #unexplained: Map<string, string>
  /** Facts that every order leads to and that were not seen. */
  #missing: Set<string> | undefined
  #tries = 0
  #best: Attempt | undefined

  constructor(program: Program, course: Course) {
    this.#program = program
    this.#course = course
    this.#seen = course.trace.facts
    this.#unexplained = new Map(course.deadlocked ? [] : this.#seen)
  }

  search(): Verdict | undefined {
    for (let number = 0; number < DRAWN; number++)
      if (this.#try(() => (number === 0 ? firstInFirstOut : anotherOrder(number)), NONE)) return this.#exact()
    const random = generator(DRAWN)
    for (let step = 0; step < STEPS; step++) {
      if (step % 4 === 0 && this.#try(() => anotherOrder(DRAWN + step / 4), NONE)) return this.#exact()
      const { order, ...best } = this.#best!
      if (this.#try(order, amended(best, random))) return this.#exact()
    }
    for (let number = DRAWN + STEPS / 4; number < LAST && !this.#isExplained(); number++)
      if (this.#try(() => anotherOrder(number), NONE)) return this.#exact()
    return undefined
  }

  giveUp(): Verdict {
    const { predicted } = this.#best!
    const said = (key: string) => (predicted ? (predicted.facts.get(key) ?? 'nothing') : 'a deadlock')
    const differences = this.#course.deadlocked
      ? ['a deadlock, and no order leads to one']
      : [...this.#unexplained.keys(), ...(this.#missing ?? [])].map(
          (key) => `${key}: ${this.#seen.get(key) ?? 'nothing'}, not ${said(key)}`,
        )
    return { match: differences.length === 0 ? 'partly' : 'none', tries: this.#tries, differences }
  }

  /** Whether each single fact is one that some order leads to. */
  #isExplained(): boolean {
    return !this.#course.deadlocked && this.#unexplained.size === 0 && this.#missing?.size === 0
  }

  #exact(): Verdict {
    return { match: 'exact', tries: this.#tries, differences: [] }
  }

  /** True when the model says exactly what was seen. */
  #try(base: () => Order, amendments: Amendments): boolean {
    this.#tries++
    const order = new Amended(base(), amendments)
    const predicted = predict(this.#program, order)
    const distance = this.#distance(predicted)
    if (!this.#best || distance <= this.#best.distance)
      this.#best = { order: base, amendments, ways: order.ways, tasks: order.tasks, distance, predicted }
    return distance === 0
  }

  #distance(predicted: Trace | null): number {
    if (this.#course.deadlocked) return predicted ? 1 : 0
    if (!predicted) return Infinity
    let distance = 0
    for (const [key, value] of this.#seen) {
      if (predicted.facts.get(key) === value) this.#unexplained.delete(key)
      else distance++
    }
    const missing = [...predicted.facts.keys()].filter((key) => !this.#seen.has(key))
    const before = this.#missing
    this.#missing = new Set(before ? missing.filter((key) => before.has(key)) : missing)
    return distance + missing.length
  }
}

const NONE: Amendments = { decisions: new Map(), slow: new Set() }

/** Others a little further: some decisions changed, or one task slow that wasn't, or the other way round. */
function amended(best: Pick<Attempt, 'amendments' | 'ways' | 'tasks'>, random: () => number): Amendments {
  const decisions = new Map(best.amendments.decisions)
  const slow = new Set(best.amendments.slow)
  do {
    if (random() < 0.3) {
      const task = 1 + Math.floor(random() * best.tasks)
      if (!slow.delete(task)) slow.add(task)
    } else {
      const place = Math.floor(random() * best.ways.length)
      decisions.set(place, Math.floor(random() * best.ways[place]!))
    }
  } while (random() < 0.3)
  return { decisions, slow }
}
