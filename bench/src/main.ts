import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import { describeEnvironment } from './environment.ts'
import { report } from './report.ts'
import { readResults, writeResults } from './results.ts'
import { runRounds } from './run-rounds.ts'
import type { Sample } from './sample.ts'
import { scenarios } from './scenarios.ts'
import { measureSizes } from './size.ts'

const RESULTS = fileURLToPath(new URL('../results/nursery.jsonl', import.meta.url))
const REPORT = fileURLToPath(new URL('../REPORT.md', import.meta.url))

interface Options {
  readonly rounds: number
  readonly seed: number
  readonly limit: number
  readonly scenario?: string[]
  readonly contender?: string[]
  readonly write: boolean
  readonly report: boolean
}

const program = new Command('bench')
  .description('Measures what the nursery costs, against raw promises and its peers.')
  .option('--rounds <number>', 'samples of each contender; 15 or more for a claim', positive, 7)
  .option('--seed <number>', 'shuffles the order of the samples', positive, Math.ceil(Math.random() * 1e6))
  .option('--limit <seconds>', 'what one sample may take', positive, 60)
  .addOption(new Option('--scenario <ids...>', 'only these').choices(scenarios.map((one) => one.id)))
  .addOption(new Option('--contender <names...>', 'only these and the baseline').choices(contenderNames()))
  .addOption(
    new Option('--write', 'keep the samples in results/ and write REPORT.md: all of them, or nothing')
      .default(false)
      .conflicts(['scenario', 'contender']),
  )
  .option('--report', 'measure nothing: write REPORT.md from the samples that are kept', false)

const options = program.parse().opts<Options>()
if (options.report) await writeFile(REPORT, report(await readResults(RESULTS)))
else await measureAll(options)

async function measureAll({ rounds, seed, limit, scenario, contender, write }: Options): Promise<void> {
  const chosen = scenarios
    .filter((one) => scenario === undefined || scenario.includes(one.id))
    .map((one) => ({
      ...one,
      contenders: Object.fromEntries(
        Object.entries(one.contenders).filter(
          ([name]) => contender === undefined || name === one.baseline || contender.includes(name),
        ),
      ),
    }))
  const environment = await describeEnvironment({ rounds, seed })
  console.log(`${rounds} rounds, seed ${seed}`)
  const samples = await runRounds({ scenarios: chosen, rounds, seed, limit: limit * 1_000, onSample: tell })
  const results = { environment, sizes: await measureSizes(), samples }
  console.log(report(results))
  if (!write) return
  await writeResults(RESULTS, results)
  await writeFile(REPORT, report(results))
}

function contenderNames(): string[] {
  return [...new Set(scenarios.flatMap((one) => Object.keys(one.contenders)))]
}

function tell({ round, scenario, contender, value, problem }: Sample): void {
  console.log(`${round} ${scenario} ${contender}: ${problem ?? value?.toFixed(1)}`)
}

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.')
  return value
}
