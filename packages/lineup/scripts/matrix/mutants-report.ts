import { faultsOf, isKnown, readFindings, type Findings } from '../../../conformance/scripts/mutants/findings.ts'
import { ALL_CLAUSES, MUTANTS, ROWS, type Mutant } from '../../../conformance/scripts/mutants/mutants.ts'
import { ranges, table } from './markdown.ts'

/**
 * Each planted mistake, and every clause that rejects it. Throws when a clause is new to mutants that were tried with the
 * others.
 */
export function mutantsReport(): string {
  const findings = readFindings()
  const faults = faultsOf(findings)
  if (faults.length > 0) throw new Error([...faults, FIND_OUT].join('\n'))
  const others = (mutant: Mutant) => rejecting(mutant, findings).filter((clause) => clause !== mutant.breaks)
  const tried = MUTANTS.filter(({ id }) => isKnown(id, findings))
  const alone = tried.filter((mutant) => others(mutant).length === 0)
  const inProgram = MUTANTS.filter(({ asked }) => asked === ROWS)
  return `# Planted mistakes

${MUTANTS.length} things that are right but for one mistake: ${MUTANTS.length - inProgram.length} variants, and ${inProgram.length} times the command line's own program.
Every one of the ${ALL_CLAUSES.length} clauses has at least one that it must reject, or a test fails: \`test/planted.test.ts\` tries those of the
suite, \`apps/demo/test/faults/planted.test.ts\` those that need a process, a signal or a file system of their own.

${tried.length === MUTANTS.length ? 'All' : tried.length} of them were also tried with all other clauses of their program (\`pnpm --filter @interleave/conformance mutants\`, kept in
\`mutants.json\`), and so was the same variant without a mistake, which every clause kept. ${alone.length} are rejected by their
own clause alone: the mistake touches nothing else that is promised. Made by \`pnpm run matrix\`.

${table(
  ['clause', 'mutant', 'its mistake', 'rejected too by'],
  MUTANTS.map((mutant) => [
    mutant.breaks ?? '',
    mutant.id,
    mutant.mistake,
    isKnown(mutant.id, findings) ? ranges(others(mutant)) || '*none*' : 'not tried yet',
  ]),
)}

## By clause

${table(
  ['clause', 'rejects', 'of', 'which'],
  ALL_CLAUSES.map((clause) => {
    const asked = tried.filter((mutant) => mutant.asked.includes(clause))
    const rejected = asked.filter((mutant) => rejecting(mutant, findings).includes(clause))
    const own = (mutant: Mutant) => (mutant.breaks === clause ? `**${mutant.id}**` : mutant.id)
    const first = rejected.toSorted((one, other) => Number(other.breaks === clause) - Number(one.breaks === clause))
    return [clause, String(rejected.length), String(asked.length), first.map(own).join(', ')]
  }),
)}
`
}

function rejecting({ id, asked }: Mutant, findings: Findings): readonly string[] {
  return asked.filter((clause) => findings.get(id)?.rejectedBy.has(clause))
}

const FIND_OUT = 'Find it out with `pnpm --filter @interleave/conformance mutants`: MUTANTS.md is made of it.'
