import { DEFAULT_SPINNER, UsageError, type SpinnerOptions } from '@interleave/contract'
import { Command } from 'commander'
import { checkConcurrency, readDelay, readFolder } from '../checks.ts'
import { comparisonTable, legend, type Comparison } from '../comparison.ts'
import type { Context, Finish } from '../context.ts'
import { concurrencyOf, type DownloadRecord } from '../download.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { integerOf } from '../integer.ts'
import { type Place, prepareFolders } from '../prepare-folders.ts'
import { count } from '../report.ts'
import { selectCodes } from '../selection.ts'
import { openSite, type Site } from '../site.ts'
import { spin } from '../spin.ts'
import { makeTemporaryFolder } from '../temporary.ts'
import { complain, muted } from '../terminal.ts'
import { chooseVariants, describeVariant } from '../variants.ts'
import { troubleOf } from '../verdict.ts'
import { watchedDownload } from '../watched-download.ts'

interface Options {
  readonly variant: string
  readonly max_req: number
  readonly delay: string
  readonly spin: number
  readonly output?: string
  readonly json?: boolean
}

/** `interleave demo`, and `interleave` alone: every variant through both jobs, then one table. */
export function demoCommand(context: Context, finish: Finish): Command {
  return new Command('demo')
    .description('Run every variant, the spinner and then the downloader, and compare them in one table (default).')
    .option('--variant <ID>', "which variant, several with commas, or 'all'", 'all')
    .option('-m, --max_req <CONCURRENT>', 'maximum concurrent requests', integerOf('-m/--max_req'), 10)
    .option('--delay <MS>', "the server's delay, as 500 or 500-5000", '500')
    .option('--spin <MS>', 'how long the spinner has to spin', integerOf('--spin'), SPIN)
    .option('-o, --output <DIR>', 'keep the flags there, a folder for each variant (default: removed)', readFolder)
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      checkConcurrency(options.max_req)
      if (options.spin < 0 || options.spin > 600_000) throw new UsageError('--spin MS must be 0 to 600000')
      finish(await runDemo(options, context))
    })
}

/** What is the same for all variants of one demo. */
interface Stage {
  readonly context: Context
  readonly site: Site
  readonly codes: readonly string[]
  readonly spinner: SpinnerOptions
  readonly maxRequests: number
}

async function runDemo(options: Options, context: Context): Promise<number> {
  const { terminal, interrupts } = context
  const screen = options.json ? muted(terminal) : terminal
  const delay = readDelay(options.delay)
  const entries = chooseVariants(options.variant.split(','), context.lineup)
  const codes = selectCodes({ given: ['B'], limit: 20 })

  await using temporary = options.output === undefined ? await makeTemporaryFolder() : undefined
  const places = await prepareFolders(entries, temporary?.path ?? options.output ?? '', true)
  await using site = await openSite({ label: 'DELAY', delay })
  const stage: Stage = {
    context: { ...context, terminal: screen },
    site,
    codes,
    spinner: { ...DEFAULT_SPINNER, delay: options.spin },
    maxRequests: options.max_req,
  }
  screen.out(opening(stage, entries.length))
  const rows: Comparison[] = []
  for (const place of places) {
    if (interrupts.signal) break
    const row = await perform(place, stage)
    if (row.message !== undefined) complain(terminal, row.id, row.message)
    rows.push(row)
  }
  screen.out(`\n${comparisonTable(rows, screen.columns)}${legend(codes.length, site.delayText)}`)
  if (options.json) {
    const { spinner, maxRequests } = stage
    const document = {
      command: 'demo',
      n: codes.length,
      d: site.delay,
      m: maxRequests,
      spinner,
      interrupted: interrupts.signal ?? null,
      variants: rows,
    }
    terminal.out(`${JSON.stringify(document, undefined, 2)}\n`)
  }
  if (interrupts.signal) return exitCodeOf(interrupts.signal)
  return rows.every(({ message }) => message === undefined) ? EXIT.ok : EXIT.failed
}

async function perform({ entry, directory }: Place, stage: Stage): Promise<Comparison> {
  const { site, codes, context, spinner: options, maxRequests } = stage
  const { terminal, interrupts } = context
  const described = await describeVariant(entry)
  if ('missing' in described) return { id: entry.id, message: described.missing }

  const { variant } = described
  terminal.out(`\n--- ${variant.title}\n`)
  const spinner = await spin({ variant, options, terminal, interrupts })
  const row = { id: entry.id, spinner, baseline: variant.traits.concurrency.greatest === 1 }
  if (spinner.status !== 'done')
    return { ...row, message: interrupts.signal ? undefined : (spinner.message ?? 'It was stopped.') }

  const concurrency = concurrencyOf(variant, maxRequests, codes.length)
  const downloader = await watchedDownload({ variant, codes, site, directory, concurrency, interrupts }, { terminal })
  terminal.out(summary(downloader, site.delayText))
  const message = troubleOf(downloader, site.base)
  return { ...row, downloader, message }
}

function opening({ codes, site, spinner, maxRequests }: Stage, variants: number): string {
  return (
    `${count(variants, 'concurrency model')}, one job: spin for ${spinner.delay / 1000} s, then download ${codes.length} flags.\n` +
    `${site.label} site: ${site.base} (N = ${codes.length}, ${site.delayText}, m <= ${maxRequests})\n`
  )
}

function summary({ counts, elapsed, itemsPerSecond, n, m }: DownloadRecord, delayText: string): string {
  const cancelled = counts.cancelled > 0 ? `, ${counts.cancelled} cancelled` : ''
  return (
    `${counts.ok} ok, ${counts['not-found']} not found, ${count(counts.error, 'error')}${cancelled} ` +
    `in ${(elapsed / 1000).toFixed(2)}s: ${itemsPerSecond.toFixed(2)} items/s (N = ${n}, ${delayText}, m = ${m})\n`
  )
}

/** ms: short enough for all variants to be through in well under a minute. */
const SPIN = 1000

const EXAMPLES = `
Examples:
  interleave                                 all variants: about forty seconds
  interleave demo --variant rxjs             one of them
  interleave demo --variant promise,nursery -m 20 --delay 100
  interleave demo --json > demo.json
`
