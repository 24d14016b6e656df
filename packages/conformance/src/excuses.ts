import type { Capability, Traits } from '@interleave/contract'
import type { Verdict } from './bench.ts'
import type { Clause } from './clause.ts'
import { CLAUSES } from './clauses/clauses.ts'

/** What a variant with these traits lacks of what the clause needs: its excuses. */
export function excusesOf({ needs = [] }: Clause, { lacks }: Traits): readonly Capability[] {
  return needs.filter((capability) => capability in lacks)
}

/** The clauses that nothing but this one lack excuses. */
export function excusedOnlyBy(capability: Capability, traits: Traits): readonly Clause[] {
  return CLAUSES.filter((clause) => excusesOf(clause, traits).join() === capability)
}

/** Which of these clauses fail. Of those that a lack excuses at least one must, or the excuse is none. */
export async function failing(
  clauses: readonly Clause[],
  judge: (clause: Clause) => Promise<Verdict>,
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const clause of clauses) if ((await judge(clause)).breach) ids.push(clause.id)
  return ids
}
