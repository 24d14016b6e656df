import { Command } from 'commander'
import type { Context, Finish } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { renderTable, type Column } from '../table.ts'
import { describeVariant, type Described } from '../variants.ts'
import type { Description } from '@interleave/contract'

/** `interleave list`: the variants and what they declare about themselves. */
export function listCommand(context: Context, finish: Finish): Command {
  return new Command('list')
    .description('List the variants: how each starts work, cancels it and bounds it.')
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { json?: boolean }) => {
      finish(await runList(json === true, context))
    })
}

async function runList(json: boolean, { terminal, lineup }: Context): Promise<number> {
  const described = await Promise.all(lineup.entries.map(describeVariant))
  if (json) terminal.out(`${JSON.stringify(described.map(plain), undefined, 2)}\n`)
  else {
    const idioms = described.map(
      (entry) => `${entry.id}: ${'missing' in entry ? entry.missing : entry.variant.idiom}\n`,
    )
    terminal.out(`${renderTable(COLUMNS, described, terminal.columns)}\n${idioms.join('')}`)
  }
  return described.some((entry) => 'missing' in entry) ? EXIT.failed : EXIT.ok
}

function plain(entry: Described) {
  if ('missing' in entry) return entry
  const { id, title, idiom, traits } = entry.variant
  return { id, title, idiom, traits }
}

const of = (cell: (variant: Description) => string | number) => (entry: Described) =>
  'missing' in entry ? '-' : String(cell(entry.variant))

const COLUMNS: readonly Column<Described>[] = [
  { heading: ['variant'], align: 'left', cell: ({ id }) => id },
  { heading: ['title'], align: 'left', cell: of(({ title }) => title) },
  { heading: ['start'], align: 'left', cell: of(({ traits }) => traits.start) },
  { heading: ['cancel'], align: 'left', cell: of(({ traits }) => traits.cancel) },
  { heading: ['default', 'm'], cell: of(({ traits }) => traits.concurrency.default) },
  { heading: ['greatest', 'm'], cell: of(({ traits }) => traits.concurrency.greatest) },
  { heading: ['lacks'], align: 'left', cell: of(({ traits }) => Object.keys(traits.lacks).join(', ') || '-') },
]

const EXAMPLES = `
Examples:
  interleave list
  interleave list --json
`
