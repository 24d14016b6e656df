import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CONTROL_MUTANT, MUTANTS, type Mutant } from './mutants.ts'

/** What one mutant has been asked so far: ids of clauses. */
export interface Finding {
  readonly rejectedBy: ReadonlySet<string>
  readonly keeps: ReadonlySet<string>
}

/** What is known of each mutant, by its id. */
export type Findings = ReadonlyMap<string, Finding>

/** Kept among the sources: to find it all out takes an hour. */
const PATH = fileURLToPath(new URL('../../mutants.json', import.meta.url))

/** What was found out so far, as far as there still are such mutants and clauses. */
export function readFindings(): Map<string, Finding> {
  const known = JSON.parse(readFileSync(PATH, 'utf8')) as Record<string, { rejectedBy: string; keeps: string }>
  return new Map(
    [CONTROL_MUTANT, ...MUTANTS].map(({ id, asked }) => {
      const still = (clauses = '') => new Set(clauses.split(' ').filter((clause) => asked.includes(clause)))
      return [id, { rejectedBy: still(known[id]?.rejectedBy), keeps: still(known[id]?.keeps) }]
    }),
  )
}

/** Keeps it, whole or not at all, whatever interrupts. */
export function writeFindings(findings: Findings): void {
  const lines = [CONTROL_MUTANT, ...MUTANTS].map(({ id, asked }) => {
    const { rejectedBy, keeps } = findings.get(id) ?? NOTHING
    const listed = (clauses: ReadonlySet<string>) => asked.filter((clause) => clauses.has(clause)).join(' ')
    return [id, { rejectedBy: listed(rejectedBy), keeps: listed(keeps) }]
  })
  writeFileSync(`${PATH}.part`, `${JSON.stringify(Object.fromEntries(lines), null, 2)}\n`)
  renameSync(`${PATH}.part`, PATH)
}

/** The clauses that a mutant has not been asked. */
export function missing({ id, asked }: Mutant, findings: Findings): readonly string[] {
  const { rejectedBy, keeps } = findings.get(id) ?? NOTHING
  return asked.filter((clause) => !rejectedBy.has(clause) && !keeps.has(clause))
}

/** Whether a mutant has been asked anything yet. */
export function isKnown(id: string, findings: Findings): boolean {
  const { rejectedBy, keeps } = findings.get(id) ?? NOTHING
  return rejectedBy.size + keeps.size > 0
}

/**
 * What is wrong with the findings, a sentence each: what one that was asked was not asked, and what should have been
 * rejected. One that nobody has asked yet is no fault; the report says so.
 */
export function faultsOf(findings: Findings): string[] {
  return [CONTROL_MUTANT, ...MUTANTS].flatMap((mutant) => {
    const { id, breaks } = mutant
    if (!isKnown(id, findings)) return []
    const unknown = missing(mutant, findings)
    if (unknown.length > 0)
      return [`${id} has not been asked ${unknown.slice(0, 5).join(', ')}${unknown[5] ? ' …' : '.'}`]
    const rejectedBy = findings.get(id)?.rejectedBy ?? new Set()
    if (breaks === undefined) return [...rejectedBy].map((clause) => `${clause} rejects ${id}, which is right.`)
    return rejectedBy.has(breaks) ? [] : [`${breaks} does not reject ${id}.`]
  })
}

const NOTHING: Finding = { rejectedBy: new Set(), keeps: new Set() }
