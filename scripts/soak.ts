// Runs every test of every package again and again, each time from another seed, until one fails:
//   node scripts/soak.ts [RUNS] [--log FILE]
import { execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readOutcome } from './soak/read-outcome.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Every run that was ever logged: what the claim of steadiness rests on. */
const LOG = `${ROOT}packages/conformance/soak.jsonl`
/** Where the output of a run that failed is kept. */
const OUTPUTS = `${ROOT}node_modules/.soak`

const { runs, log } = readWords()

for (let run = 1; run <= runs; run++) {
  const seed = randomInt(2 ** 31)
  const startedAt = Date.now()
  const commit = commitNow()
  const { code, output } = await runTests(seed)
  const { passed, failed } = readOutcome(output)
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  const isFine = code === 0 && failed.length === 0 && passed > 0
  const entry = {
    at: new Date(startedAt).toISOString(),
    commit,
    seed,
    result: isFine ? 'passed' : 'failed',
    passed,
    failed,
    seconds,
    // How busy the machine was: runnable processes in the last five minutes, and its processors.
    load: Math.round(loadavg()[1] ?? 0),
    processors: availableParallelism(),
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

/** What was asked for. A log that can't be written is told now, and not after the first run. */
function readWords(): { readonly runs: number; readonly log: string } {
  try {
    const options = { log: { type: 'string', default: LOG } } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const count = Number(positionals[0] ?? 10)
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`The number of runs is a whole number from 1, not ${positionals[0]}.`)
    }
    appendFileSync(values.log, '')
    return { runs: count, log: values.log }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return process.exit(2)
  }
}

/** Nothing from the cache, and every package's tests, whatever fails. */
async function runTests(seed: number): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(
    `${ROOT}node_modules/.bin/turbo`,
    ['run', 'test', '--force', '--continue', '--ui=stream', '--output-logs=full'],
    {
      cwd: ROOT,
      env: { ...process.env, FC_SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

/** What was tested; with a plus when there is more in the folder than was committed. */
function commitNow(): string {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim()
  const isDirty = git('status', '--porcelain', '--', ':!packages/conformance/soak.jsonl') !== ''
  return git('rev-parse', '--short', 'HEAD') + (isDirty ? '+' : '')
}
