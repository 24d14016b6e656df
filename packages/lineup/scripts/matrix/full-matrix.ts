import { CLAUSES } from '@interleave/conformance'
import { ranges, table } from './markdown.ts'
import type { Cell, Row } from './row.ts'

/** Every clause, with every variant and peer. */
export function fullMatrix(rows: readonly Row[]): string {
  const head = ['clause', '', ...rows.map(({ title }) => title)]
  const body = CLAUSES.map(({ id, title }) => [
    id,
    title,
    ...rows.map(({ cells }) => MARKS[cells.get(id)?.state ?? 'not-asked']),
  ])
  return `# The matrix

Made from the tests' own results by \`pnpm run matrix\`; CI fails when it is stale. The clauses are those of
[SPEC.md](../contract/SPEC.md).

✓ kept · ✗ fails · – fails, as declared in the variant's traits · (✓) excused, and kept all the same · blank: not asked

${table(head, body)}

## Excuses

A clause may need a capability that a model lacks. Each lack must really make a clause fail, or it is an error.

${rows
  .filter(({ lacks }) => Object.keys(lacks).length > 0)
  .map(excuses)
  .join('\n\n')}

## Peers

What people use instead, each in the form that its README shows, cancelled by what it offers for it. The single download
inside is the same plain function for all of them, over the same connections, so what fails is the orchestration: most
faults meet that function, and all peers stand them alike. They are asked every clause but those of the spinner.
\`test/peers/\` holds them to exactly this.

${rows
  .filter(({ isPeer }) => isPeer)
  .map(failures)
  .join('\n\n')}
`
}

const MARKS: Readonly<Record<Cell['state'], string>> = {
  kept: '✓',
  fails: '✗',
  excused: '–',
  'kept-anyway': '(✓)',
  'not-asked': '',
}

function excuses({ title, lacks, cells }: Row): string {
  const lines = Object.entries(lacks).map(([capability, reason]) => {
    const clauses = [...cells].filter(
      ([, cell]) => cell.state === 'excused' && cell.reason?.split(', ').includes(capability),
    )
    return [capability, reason, ranges(clauses.map(([clause]) => clause))]
  })
  return `### ${title}\n\n${table(['lacks', 'because', 'fails'], lines)}`
}

function failures({ title, idiom, cells }: Row): string {
  const failing = [...cells].filter(([, { state }]) => state === 'fails')
  const lines = failing.map(([clause, { reason = '' }]) => [clause, reason])
  return `### ${title}\n\n\`${idiom}\`\n\n${table(['fails', 'because'], lines)}`
}
