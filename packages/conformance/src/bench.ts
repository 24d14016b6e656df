import type { Variant } from '@interleave/contract'
import { startOriginThread, type Origin } from '@interleave/origin'
import { chai } from 'vitest'
import type { Clause } from './clause.ts'
import { withSubject } from './subject.ts'
import { TOLERANCE } from './tolerance.ts'

// A breach's message has to say what differs: by default it would end after 40 characters, often before that.
chai.config.truncateThreshold = 2000

/** How one clause went. */
export interface Verdict {
  readonly clause: Clause
  /** What was wrong; absent when the clause is kept. */
  readonly breach?: Error
}

/** A place to try variants: one origin, a clause at a time. */
export interface Bench extends AsyncDisposable {
  readonly origin: Origin
  /** Tries one clause on one variant. Never rejects: a breach is a result. */
  judge(clause: Clause, variant: Variant): Promise<Verdict>
}

/**
 * Opens a bench. `patience`: how long a clause waits for what must come, in ms.
 *
 * @example
 * await using bench = await openBench()
 * for (const clause of CLAUSES) console.log(clause.id, (await bench.judge(clause, variant)).breach?.message ?? 'kept')
 */
export async function openBench(options: { patience?: number } = {}): Promise<Bench> {
  const { patience = TOLERANCE.patience } = options
  const origin = await startOriginThread()
  return {
    origin,
    async judge(clause, variant) {
      try {
        await withSubject(variant, origin, patience, (subject) => clause.run(subject))
        return { clause }
      } catch (error) {
        return { clause, breach: error instanceof Error ? error : new Error(String(error)) }
      }
    },
    [Symbol.asyncDispose]: () => origin.close(),
  }
}
