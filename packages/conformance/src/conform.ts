import type { Capability, Variant } from '@interleave/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBench, type Bench, type Verdict } from './bench.ts'
import type { Clause } from './clause.ts'
import { CLAUSES } from './clauses/clauses.ts'
import { excusedOnlyBy, excusesOf, failing } from './excuses.ts'
import { readAloud } from './idiom/read-aloud.ts'
import { conformToProperties } from './properties/conform-to-properties.ts'
import { recordVerdicts } from './record-verdicts.ts'
import { TOLERANCE } from './tolerance.ts'

/**
 * Registers every clause of SPEC.md as a test of this variant. A clause that needs a capability which the variant lacks
 * is tried all the same, and its test says how it went; for each capability that a variant lacks, at least one clause
 * must really fail, or the excuse is none. Then runs are drawn, and tried (`FC_RUNS`, `FC_SEED`). Of a variant whose idiom is known, the sources are read too: they must keep to
 * it.
 *
 * @example
 * import { conform } from '@interleave/conformance'
 * import { variant } from '../src/index.ts'
 *
 * conform(variant)
 */
export function conform(variant: Variant): void {
  const { traits } = variant
  const verdicts = new Map<Clause, Promise<Verdict>>()
  let bench: Bench

  // A clause that several tests ask about is tried once.
  const judge = (clause: Clause) => {
    const verdict = verdicts.get(clause) ?? bench.judge(clause, variant)
    verdicts.set(clause, verdict)
    return verdict
  }

  // oxlint-disable-next-line vitest/valid-title -- it is a string
  describe(variant.title, () => {
    beforeAll(async () => {
      bench = await openBench()
    }, TIMEOUT)
    afterAll(async () => {
      await bench[Symbol.asyncDispose]()
      await recordVerdicts(variant, await Promise.all(verdicts.values()))
    }, TIMEOUT)

    for (const clause of CLAUSES) {
      const excuses = excusesOf(clause, traits)
      const note = excuses.length > 0 ? ` (excused: ${excuses.join(', ')})` : ''
      // oxlint-disable-next-line vitest/expect-expect -- the clause expects
      test(`${clause.id} ${clause.title}${note}`, { timeout: TIMEOUT }, async ({ annotate }) => {
        const { breach } = await judge(clause)
        if (excuses.length === 0 && breach) throw breach
        if (excuses.length > 0) await annotate(breach ? `fails, as declared: ${breach.message}` : 'kept all the same')
      })
    }

    for (const [capability, reason] of Object.entries(traits.lacks)) {
      test(`lacking ${capability} breaks a clause: ${reason}`, { timeout: TIMEOUT * 3 }, async () => {
        const clauses = excusedOnlyBy(capability as Capability, traits)
        expect(await failing(clauses, judge), `of ${clauses.map(({ id }) => id).join(', ')}`).not.toEqual([])
      })
    }

    conformToProperties(variant, () => bench.origin)
    readAloud(variant)
  })
}

/** Several waits of a clause may run out before it gives up. */
const TIMEOUT = TOLERANCE.patience * 4
