import type { Variant } from '@interleave/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBench, type Bench, type Verdict } from './bench.ts'
import type { Clause } from './clause.ts'
import { CLAUSES } from './clauses/clauses.ts'
import { readAloud } from './idiom/read-aloud.ts'
import { TOLERANCE } from './tolerance.ts'

/**
 * Registers every clause of SPEC.md as a test of this variant. A clause that needs a capability which the variant lacks
 * is tried all the same, and its test says how it went; for each capability that a variant lacks, at least one clause
 * must really fail, or the excuse is none. Of a variant whose idiom is known, the sources are read too: they must keep to
 * it.
 *
 * @example
 * import { conform } from '@interleave/conformance'
 * import { variant } from '../src/index.ts'
 *
 * conform(variant)
 */
export function conform(variant: Variant): void {
  // oxlint-disable-next-line vitest/valid-title -- it is a string
  describe(variant.title, () => {
    const { lacks } = variant.traits
    const excuses = (clause: Clause) => (clause.needs ?? []).filter((capability) => capability in lacks)
    const verdicts = new Map<Clause, Promise<Verdict>>()
    let bench: Bench

    // A clause that several tests ask about is tried once.
    const judge = (clause: Clause) => {
      const verdict = verdicts.get(clause) ?? bench.judge(clause, variant)
      verdicts.set(clause, verdict)
      return verdict
    }

    beforeAll(async () => {
      bench = await openBench()
    })
    afterAll(() => bench[Symbol.asyncDispose]())

    for (const clause of CLAUSES) {
      const excused = excuses(clause)
      const note = excused.length > 0 ? ` (excused: ${excused.join(', ')})` : ''
      // oxlint-disable-next-line vitest/expect-expect -- the clause expects
      test(`${clause.id} ${clause.title}${note}`, { timeout: TIMEOUT }, async ({ annotate }) => {
        const { breach } = await judge(clause)
        if (excused.length === 0 && breach) throw breach
        if (excused.length > 0) await annotate(breach ? `fails, as declared: ${breach.message}` : 'kept all the same')
      })
    }

    readAloud(variant)

    for (const [capability, reason] of Object.entries(lacks)) {
      test(`lacking ${capability} breaks a clause: ${reason}`, { timeout: TIMEOUT * 3 }, async () => {
        // Only those that nothing else excuses: they fail for this reason.
        const concerned = CLAUSES.filter((clause) => excuses(clause).join() === capability)
        const broken: string[] = []
        for (const clause of concerned) if ((await judge(clause)).breach) broken.push(clause.id)
        expect(broken, `which of ${concerned.map(({ id }) => id).join(', ')} fail`).not.toEqual([])
      })
    }
  })
}

/** Several waits of a clause may run out before it gives up. */
const TIMEOUT = TOLERANCE.patience * 4
