import { CLAUSES } from '@interleave/conformance'
import { PLANTS } from '../../../conformance/test/planted/plants.ts'
import { table } from './markdown.ts'

/** Each clause, and the planted mistakes that it must reject. */
export function mutantsReport(): string {
  const rows = CLAUSES.flatMap(({ id }) =>
    PLANTS.filter(({ breaks }) => breaks === id).map(({ variant, mistake }) => [id, variant.id, mistake]),
  )
  return `# Planted mistakes

${PLANTS.length} variants that are right but for one mistake, and the clause that rejects each. Every one of the ${CLAUSES.length}
clauses has at least one, or a test fails; \`test/planted.test.ts\` tries each. Made by \`pnpm run matrix\`.

${table(['clause', 'mutant', 'its mistake'], rows)}
`
}
