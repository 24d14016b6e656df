import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { fakeContext } from './fake-context.ts'
import { fakeInterrupts } from './fake-interrupts.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const FLAGS_USAGE = `usage: interleave flags [-h] [-a] [-e] [-l N] [-m CONCURRENT] [-s LABEL] [-v]
                        [--variant ID] [-o DIR] [--base URL] [--retries N]
                        [--delay MS] [--seed N] [--error-codes LIST] [--json]
                        [CC ...]
`

async function run(words: readonly string[], ids: readonly string[] = ['noisy', 'failing']) {
  const { context, written } = fakeContext(ids)
  const code = await main(words, context)
  return { code, ...written }
}

describe('usage errors: on standard output, with the short usage, exit code 2', () => {
  test.each([
    [['flags', '-m', '0'], '--max_req CONCURRENT must be >= 1'],
    [['flags', '-l', '-5'], '--limit N must be >= 1'],
    [['flags', '-s', 'MOON'], '--server LABEL must be one of DELAY, ERROR, LOCAL, REMOTE'],
    [['flags', 'ABC'], 'each CC argument must be A to Z or AA to ZZ.'],
    [['flags', '-o', ''], '--output DIR must name a folder; . is the current one'],
    [['flags', '../../etc/passwd'], 'each CC argument must be A to Z or AA to ZZ.'],
    [['flags', 'BR', '--variant', 'zzz'], 'There is no variant zzz.'],
    [['flags', 'BR', '--variant', 'all,zzz'], 'There is no variant zzz.'],
  ])('%j', async (words, message) => {
    expect(await run(words)).toEqual({ code: 2, out: `*** Usage error: ${message}\n${FLAGS_USAGE}`, err: '' })
  })

  test('with --json on standard error, because standard output is for the document', async () => {
    for (const option of ['--json', '--js']) {
      const { code, out, err } = await run(['flags', option, '-m', '0'])
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(/^\*\*\* Usage error: --max_req/)
    }
  })
})

describe('what can’t be read: on standard error, in argparse’s words, exit code 2', () => {
  test.each([
    [['flags', '-l', 'x'], "argument -l/--limit: invalid int value: 'x'"],
    [['flags', '-z'], 'unrecognized arguments: -z'],
    [['flags', '-l'], 'argument -l/--limit: expected one argument'],
    [['flags', '--base'], 'argument --base: expected one argument'],
    [['flags', '--v'], 'ambiguous option: --v could match --verbose, --variant'],
  ])('%j', async (words, message) => {
    expect(await run(words)).toEqual({ code: 2, out: '', err: `${FLAGS_USAGE}interleave flags: error: ${message}\n` })
  })

  test.each([
    [['spinner'], 'interleave spinner: error: the following arguments are required: variant\n'],
    [['list', 'BR'], 'interleave list: error: unrecognized arguments: BR\n'],
    [['flag'], "error: argument command: invalid choice: 'flag' (choose from demo, spinner, flags, list)\n"],
    [['help', 'flag'], "argument command: invalid choice: 'flag' (choose from demo, spinner, flags, list)\n"],
  ])('%j', async (words, message) => {
    const { code, out, err } = await run(words)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^usage: interleave/)
    expect(err.endsWith(message)).toBe(true)
  })
})

describe('help and version: exit code 0', () => {
  test.each([[['--help']], [['help', 'flags']], [['spinner', '--help']], [['list', '-h']], [['demo', '-h']]])(
    '%j has examples',
    async (words) => {
      const { code, out, err } = await run(words)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('Examples:\n')
    },
  )

  test('--version', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})

test('one variant’s failure is told and shown, the others run, and the exit code is 1', async () => {
  const directory = await temporaryDirectory()
  const words = ['flags', 'BR', 'CN', '--variant', 'all', '-o', directory]
  const { code, out, err } = await run(words, ['failing', 'nowhere', 'noisy'])
  expect(code).toBe(1)
  expect(err).toMatch(/^interleave: failing: Everything went wrong\.\ninterleave: nowhere: It can't be loaded: .+\n$/)
  expect(out).toMatch(/--- failing\n[^]+0 flags downloaded\.\n2 cancelled\.\n[^]+--- noisy\n[^]+2 flags downloaded\./)
  expect(out).toMatch(/\nfailing +0 .*\nnowhere +- .*\nnoisy +2 /)
  expect(out).not.toContain('NOISE')
  expect(new Set(await readdir(directory))).toEqual(new Set(['failing', 'noisy', 'nowhere']))
})

test('the demo shows what failed and what is missing, and its exit code is 1', async () => {
  const { code, out, err } = await run(['demo', '--spin', '0', '--delay', '0'], ['noisy', 'failing', 'nowhere'])
  expect(code).toBe(1)
  expect(err).toContain('interleave: failing: Everything went wrong.\n')
  expect(out).toMatch(/\nnoisy +0 +42 +20 .*\nfailing +0 +42 +0 .*\nnowhere +- +- +- /)
})

test('an unusable destination is found before anything starts', async () => {
  const file = join(await temporaryDirectory(), 'x\0y')
  const { code, out, err } = await run(['flags', 'BR', '--variant', 'noisy', '-o', file])
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^interleave: The folder .+ can't be made: .+\n$/)
})

test('the demo finds an unusable folder before anything starts, whichever variant’s it is', async () => {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'failing'), '')
  const { code, out, err } = await run(['demo', '--spin', '0', '--delay', '0', '-o', directory])
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^interleave: .+failing is not a folder; name one with -o\.\n$/)
})

test('a command that was interrupted has the signal’s exit code, and runs nothing more', async () => {
  const interrupts = fakeInterrupts()
  interrupts.raise('SIGTERM')
  const { context, written } = fakeContext(['noisy', 'failing'], interrupts)
  const directory = await temporaryDirectory()
  expect(await main(['flags', 'BR', '--variant', 'all', '-o', directory], context)).toBe(143)
  expect(written.out).not.toContain('--- failing')
})

test('a lane that had to be killed leaves no half file', async () => {
  const interrupts = fakeInterrupts()
  const { context, written } = fakeContext(['stubborn'], interrupts)
  const { terminal } = context
  const out = (text: string) => {
    terminal.out(text)
    if (text !== 'BR OK\n') return
    interrupts.raise('SIGINT')
    interrupts.raise('SIGINT')
  }
  const directory = await temporaryDirectory()
  const words = ['flags', 'BR', 'CN', '-v', '--variant', 'stubborn', '-o', directory]
  expect(await main(words, { ...context, terminal: { ...terminal, out } })).toBe(130)
  expect(written.out).toContain('1 flag downloaded.\n1 cancelled.\n')
  expect(await readdir(directory)).toEqual(['br.gif'])
})
