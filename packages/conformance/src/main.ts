#!/usr/bin/env node
// The suite from the command line: interleave-conformance ./my-variant.ts
import { constants } from 'node:os'
import { UsageError } from '@interleave/contract'
import { Command, InvalidArgumentError } from 'commander'
import { CLAUSES } from './clauses/clauses.ts'
import type { Finding } from './command/finding.ts'
import { type Judged, judgeApart } from './command/judge-apart.ts'
import { sayFinding, saySummary } from './command/say.ts'
import { checkOptions } from './properties/check-options.ts'
import { TOLERANCE } from './tolerance.ts'

interface Options {
  readonly json: boolean
  readonly limit?: number
  readonly list: boolean
  readonly only?: readonly string[]
  readonly patience: number
}

/** ms; what no clause needs, however slow the machine. */
const LIMIT = TOLERANCE.patience * 4

const program = new Command('interleave-conformance')
  .description('Runs every clause of the spec against your variant: a module that exports `variant`.')
  .argument('[module]', 'a .ts or .js file; Node strips the types')
  .option('--only <clauses>', 'these clauses alone, by number, such as D5,D7', clauses)
  .option('--json', 'print one JSON document instead of the table', false)
  .option('--list', 'print the clauses, and try nothing', false)
  .option('--patience <ms>', 'how long a clause waits for what must come', milliseconds, TOLERANCE.patience)
  .option(
    '--limit <ms>',
    `how long a clause may take at all (default: 4 times the patience, at least ${LIMIT})`,
    milliseconds,
  )
  .addHelpText(
    'after',
    `
Examples:
  npx @interleave/conformance ./my-variant.ts
  npx @interleave/conformance ./my-variant.ts --only D5,D7
  npx @interleave/conformance ./my-variant.ts --json > verdicts.json

FC_RUNS and FC_SEED in the environment say how many runs are drawn, and from where.
What the variant itself prints goes to standard error; standard output is the report's alone.
Exit code: 0 when nothing fails but what the variant's traits excuse, 1 when something does, 2 for a wrong call, or
where the variant ends the process, or a clause takes longer than its limit; a signal's, where one came. The JSON document
then says where, in \`stopped\`.`,
  )
  .exitOverride()

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // What every shell says of a program whose reader has gone, as in `| head`.
  if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE)
  console.error(`The report can't be written: ${error.message}`)
  process.exit(2)
})
try {
  await main()
} catch (error) {
  if (!(error instanceof Error && 'exitCode' in error)) {
    console.error(error instanceof UsageError ? error.message : error)
    process.exitCode = 2
  } else process.exitCode = error.exitCode === 0 ? 0 : 2
}

async function main(): Promise<void> {
  program.parse()
  const { json, list, only, patience, limit = Math.max(patience * 4, LIMIT) } = program.opts<Options>()
  const [module] = program.args
  if (list) {
    if (json)
      console.log(
        JSON.stringify(
          CLAUSES.map(({ id, title }) => ({ id, title })),
          null,
          2,
        ),
      )
    else for (const { id, title } of CLAUSES) console.log(`${id.padEnd(4)} ${title}`)
    return
  }
  if (module === undefined) throw new UsageError('Which module? See --help.')
  checkEnvironment()
  const task = { module, patience, limit, ...(only && { only }) }
  const report = ({ variant, findings, stopped }: Judged) => {
    if (json) console.log(JSON.stringify({ variant: variant?.id, findings, stopped }, null, 2))
    else if (variant && !stopped) console.log(`\n${saySummary(variant.title, findings)}`)
    if (stopped) console.error(stopped.reason)
  }
  const found = (finding: Finding) => {
    if (!json) console.log(sayFinding(finding))
  }
  const judged = await judgeApart(task, { found, interrupted: report })
  report(judged)
  process.exitCode = judged.stopped ? 2 : judged.findings.some(({ state }) => state === 'fails') ? 1 : 0
}

/** Before the first clause: the runs are drawn after the last. */
function checkEnvironment(): void {
  try {
    checkOptions()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function clauses(text: string): string[] {
  const ids = text
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((id) => id !== '')
  const unknown = ids.filter((id) => !CLAUSES.some((clause) => clause.id === id))
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no clause ${unknown.join(', ')}; see --list.`)
  if (ids.length === 0) throw new InvalidArgumentError('It names no clause; see --list.')
  return ids
}

function milliseconds(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of ms, from 1.')
  return value
}
