#!/usr/bin/env node
// The suite from the command line: interleave-conformance ./my-variant.ts
import { UsageError } from '@interleave/contract'
import { Command, InvalidArgumentError } from 'commander'
import { CLAUSES } from './clauses/clauses.ts'
import { judgeAll } from './command/judge-all.ts'
import { loadVariant } from './command/load-variant.ts'
import { sayFinding, saySummary } from './command/say.ts'
import { TOLERANCE } from './tolerance.ts'

interface Options {
  readonly json: boolean
  readonly list: boolean
  readonly only?: readonly string[]
  readonly patience: number
}

const program = new Command('interleave-conformance')
  .description('Runs every clause of the spec against your variant: a module that exports `variant`.')
  .argument('[module]', 'a .ts or .js file; Node strips the types')
  .option('--only <clauses>', 'these clauses alone, by number, such as D5,D7', clauses)
  .option('--json', 'print one JSON document instead of the table', false)
  .option('--list', 'print the clauses, and try nothing', false)
  .option('--patience <ms>', 'how long a clause waits for what must come', milliseconds, TOLERANCE.patience)
  .addHelpText(
    'after',
    `
Examples:
  npx @interleave/conformance ./my-variant.ts
  npx @interleave/conformance ./my-variant.ts --only D5,D7
  npx @interleave/conformance ./my-variant.ts --json > verdicts.json

FC_RUNS and FC_SEED in the environment say how many runs are drawn, and from where.
Exit code: 0 when nothing fails but what the variant's traits excuse, 1 when something does, 2 for a wrong call, or
where the variant ends the process.`,
  )
  .exitOverride()

let isFinished = false
process.once('exit', () => {
  if (isFinished) return
  console.error('The process ended before the last clause: the variant ended it, or waits for what never comes.')
  process.exitCode = 2
})

try {
  await main()
} catch (error) {
  if (!(error instanceof Error && 'exitCode' in error)) {
    console.error(error instanceof UsageError ? error.message : error)
    process.exitCode = 2
  } else process.exitCode = error.exitCode === 0 ? 0 : 2
}
isFinished = true
// What a variant has left behind is told, and must not keep this process alive.
process.stdout.write('', () => process.exit())

async function main(): Promise<void> {
  program.parse()
  const { json, list, only, patience } = program.opts<Options>()
  const [module] = program.args
  if (list) {
    for (const { id, title } of CLAUSES) console.log(`${id.padEnd(4)} ${title}`)
    return
  }
  if (module === undefined) throw new UsageError('Which module? See --help.')
  const variant = await loadVariant(module)
  const tell = json ? () => {} : (finding: Parameters<typeof sayFinding>[0]) => console.log(sayFinding(finding))
  const findings = await judgeAll(variant, { patience, tell, ...(only && { only }) })
  console.log(
    json ? JSON.stringify({ variant: variant.id, findings }, null, 2) : `\n${saySummary(variant.title, findings)}`,
  )
  process.exitCode = findings.some(({ state }) => state === 'fails') ? 1 : 0
}

function clauses(text: string): string[] {
  const ids = text.split(',').map((id) => id.trim().toUpperCase())
  const unknown = ids.filter((id) => !CLAUSES.some((clause) => clause.id === id))
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no clause ${unknown.join(', ')}; see --list.`)
  return ids
}

function milliseconds(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of ms.')
  return value
}
