// Runs every test of every package again and again, each time from another seed, until one fails:
//   node scripts/soak.ts [RUNS] [--only TITLE] [--package NAME …] [--file PATH …] [--log FILE]
// or says what the runs that were logged so far prove:
//   node scripts/soak.ts --report [--log FILE]
import { execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, constants, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Entry } from './soak/entry.ts'
import { readOutcome } from './soak/read-outcome.ts'
import { readWords, type Words } from './soak/read-words.ts'
import { steadinessOf } from './soak/steadiness.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Every run that was ever logged: what the claim of steadiness rests on. */
const LOG = `${ROOT}packages/conformance/soak.jsonl`
/** Where the output of a run that failed is kept. */
const OUTPUTS = `${ROOT}node_modules/.soak`

let words: Words
try {
  words = readWords(process.argv.slice(2), LOG)
  // A log that can't be written is told now, and not after the first run.
  if (words.report) tell(words.log)
  else appendFileSync(words.log, '')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}
if (words.report) process.exit()
const { runs, log, part } = words

for (let run = 1; run <= runs; run++) {
  const seed = randomInt(2 ** 31)
  const startedAt = Date.now()
  const commit = commitNow()
  const { code, output, stoppedBy } = await runTests(seed)
  if (stoppedBy) {
    console.error(`Ended by ${stoppedBy}: the run that was under way is not logged.`)
    process.exit(128 + constants.signals[stoppedBy])
  }
  const { passed, failed } = readOutcome(output)
  if (passed === 0 && failed.length === 0) {
    console.error(`No test was run, and nothing is logged. What was said instead:\n${output}`)
    process.exit(2)
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  const isFine = code === 0 && failed.length === 0
  const entry: Entry = {
    at: new Date(startedAt).toISOString(),
    commit,
    seed,
    result: isFine ? 'passed' : 'failed',
    passed,
    failed,
    seconds,
    load: Math.round(loadavg()[1] ?? 0),
    processors: availableParallelism(),
    ...part,
  }
  appendFileSync(log, `${JSON.stringify(entry)}\n`)
  console.log(`${run} of ${runs}: ${entry.result}, ${passed} tests in ${seconds} s, seed ${seed}`)
  if (isFine) continue
  mkdirSync(OUTPUTS, { recursive: true })
  const kept = `${OUTPUTS}/${seed}.log`
  writeFileSync(kept, output)
  for (const title of failed) console.error(`  ${title}`)
  console.error(`Its output is in ${kept}; the same again: FC_SEED=${seed} pnpm turbo run test --force`)
  process.exitCode = 1
  break
}

/** What the log proves, for a reader. */
function tell(file: string): void {
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry)
  const { runs: whole, passed, streak, flakes } = steadinessOf(entries)
  console.log(`${whole} runs of all tests, ${passed} without a failure; the last ${streak} in a row.`)
  console.log(`${flakes.length} tests have ever failed; how often each has passed since:`)
  for (const { since, at, test } of flakes) console.log(`${String(since).padStart(5)}  ${at.slice(0, 16)}  ${test}`)
}

/** What came of a run of the tests. */
interface TestRun {
  readonly code: number | null
  readonly output: string
  /** The signal that this process got meanwhile, and passed on. */
  readonly stoppedBy: 'SIGINT' | 'SIGTERM' | undefined
}

/** Nothing from the cache, and every test that was asked for, whatever fails. A signal ends the tests too. */
async function runTests(seed: number): Promise<TestRun> {
  const filters = part.packages?.map((name) => `--filter=${name}`) ?? []
  const titles = part.only === undefined ? [] : ['--testNamePattern', part.only]
  const tests = [...(part.files ?? []), ...titles]
  const child = spawn(
    `${ROOT}node_modules/.bin/turbo`,
    ['run', 'test', '--force', '--continue', '--ui=stream', '--output-logs=full', ...filters, '--', ...tests],
    {
      cwd: ROOT,
      env: { ...process.env, FC_SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  let stoppedBy: TestRun['stoppedBy']
  const pass = (signal: NonNullable<TestRun['stoppedBy']>): void => {
    stoppedBy ??= signal
    child.kill(signal)
  }
  process.on('SIGINT', pass).on('SIGTERM', pass)
  const [code] = (await once(child, 'close')) as [number | null]
  process.off('SIGINT', pass).off('SIGTERM', pass)
  return { code, output, stoppedBy }
}

/** What was tested; with a plus when there is more in the folder than was committed. */
function commitNow(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim()
  const isDirty = git('status', '--porcelain', '--', ':!packages/conformance/soak.jsonl') !== ''
  return git('rev-parse', '--short', 'HEAD') + (isDirty ? '+' : '')
}
