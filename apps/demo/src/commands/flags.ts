import { Command } from 'commander'
import { readFolder } from '../checks.ts'
import { comparisonTable, legend, type Comparison } from '../comparison.ts'
import type { Context, Finish } from '../context.ts'
import { concurrencyOf, type DownloadRecord } from '../download.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { readFlagsRequest, type FlagsOptions, type FlagsRequest } from '../flags-request.ts'
import { integerOf, withoutEquals } from '../integer.ts'
import { type Place, prepareFolders } from '../prepare-folders.ts'
import { finalReport, initialReport } from '../report.ts'
import { openSite, type Site } from '../site.ts'
import { complain, muted } from '../terminal.ts'
import { chooseVariants, describeVariant } from '../variants.ts'
import { troubleOf } from '../verdict.ts'
import { watchedDownload } from '../watched-download.ts'

/** `interleave flags`: the flag downloader of the book, with any variant. */
export function flagsCommand(context: Context, finish: Finish): Command {
  return new Command('flags')
    .description('Download flags for country codes. Default: top 20 countries by population.')
    .argument('[CC...]', 'country code or 1st letter (eg. B for BA...BZ)')
    .option('-a, --all', 'get all available flags (AD to ZW)')
    .option('-e, --every', 'get flags for every possible code (AA...ZZ)')
    .option('-l, --limit <N>', 'limit to N first codes', integerOf('-l/--limit'))
    .option(
      '-m, --max_req <CONCURRENT>',
      "maximum concurrent requests (default: the variant's)",
      integerOf('-m/--max_req'),
    )
    .option('-s, --server <LABEL>', 'server to hit; one of DELAY, ERROR, LOCAL, REMOTE', withoutEquals, 'LOCAL')
    .option('-v, --verbose', 'output detailed progress info')
    .option('--variant <ID>', "which variant, several with commas, or 'all'", 'async-await')
    .option('-o, --output <DIR>', 'folder for the flags, made if missing', readFolder, 'downloads')
    .option('--base <URL>', 'address of the flags on a server that runs already')
    .option('--retries <N>', 'how often to ask again after a Retry-After (default: 0)', integerOf('--retries'))
    .option('--delay <MS>', "the built-in server's delay, as 500 or 500-5000")
    .option('--seed <N>', "the built-in server's seed for its draws", integerOf('--seed'))
    .option('--error-codes <LIST>', "the built-in server's errors, as 418 or 500,503")
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async (given: string[], options: FlagsOptions) => {
      finish(await runFlags(readFlagsRequest(given, options), options, context))
    })
}

async function runFlags(request: FlagsRequest, options: FlagsOptions, context: Context): Promise<number> {
  const { terminal, interrupts } = context
  const screen = options.json ? muted(terminal) : terminal
  const ids = options.variant.split(',')
  const entries = chooseVariants(ids, context.lineup)
  const several = ids.includes('all') || entries.length > 1
  const places = await prepareFolders(entries, options.output, several)

  await using site = await openSite(request.site)
  const rows: Comparison[] = []
  for (const place of places) {
    if (interrupts.signal) break
    if (several) screen.out(`${rows.length > 0 ? '\n' : ''}--- ${place.entry.id}\n`)
    const row = await runOne(place, { request, options, context: { ...context, terminal: screen }, site })
    if (row.message !== undefined) complain(terminal, row.id, row.message)
    rows.push(row)
  }
  if (several) {
    const { codes } = request
    screen.out(`\n${comparisonTable(rows, screen.columns)}${legend(codes.length, site.delayText)}`)
  }
  if (options.json)
    terminal.out(`${JSON.stringify(documentOf(request, site, rows, interrupts.signal), undefined, 2)}\n`)
  if (interrupts.signal) return exitCodeOf(interrupts.signal)
  return rows.some(({ message, downloader }) => message !== undefined || downloader?.status !== 'done')
    ? EXIT.failed
    : EXIT.ok
}

interface Surroundings {
  readonly request: FlagsRequest
  readonly options: FlagsOptions
  readonly context: Context
  readonly site: Site
}

async function runOne({ entry, directory }: Place, surroundings: Surroundings): Promise<Comparison> {
  const { id } = entry
  const { request, options, context, site } = surroundings
  const { terminal, interrupts } = context
  const { codes, retries } = request
  const described = await describeVariant(entry)
  if ('missing' in described) return { id, message: described.missing }

  const { variant } = described
  const concurrency = concurrencyOf(variant, request.concurrency, codes.length)
  terminal.out(initialReport({ label: site.label, base: site.base, codes, concurrency }))
  const downloader = await watchedDownload(
    { variant, codes, site, directory, concurrency, retries, interrupts },
    { terminal, verbose: options.verbose },
  )
  terminal.out(finalReport(downloader.counts, downloader.elapsed))
  return {
    id,
    downloader,
    message: troubleOf(downloader, site.base),
    baseline: variant.traits.concurrency.greatest === 1,
  }
}

/** The document of `--json`. Times in ms. */
function documentOf(
  request: FlagsRequest,
  site: Site,
  rows: readonly Comparison[],
  interrupted: NodeJS.Signals | undefined,
) {
  const record = ({ id, downloader, message }: Comparison): Partial<DownloadRecord> => ({
    id,
    ...(downloader ?? { status: 'failed' }),
    ...(message !== undefined && { message }),
  })
  return {
    command: 'flags',
    n: request.codes.length,
    d: site.delay,
    m: request.concurrency ?? null,
    server: { ...request.site, base: site.base },
    interrupted: interrupted ?? null,
    variants: rows.map(record),
  }
}

const EXAMPLES = `
Examples:
  interleave flags                           the top 20, from a server without delay
  interleave flags br B -l 3                 BA, BB and BC
  interleave flags -al 100 -s DELAY -m 30    the first 100, 30 at once, half a second each
  interleave flags -e -s DELAY -m 100 --variant rxjs
  interleave flags -e -s ERROR -m 200 --variant all --json
  interleave flags --base http://127.0.0.1:8001/flags -o flags

Exit code: 0 also when items failed; 1 when a variant failed, the server was not there or files could not be
written; 2 for a wrong command line; 130 after Ctrl-C, which leaves whole files only. No server but the built-in
one is asked unless --base names it.
`
