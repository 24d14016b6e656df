import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, readdir } from 'node:fs/promises'
import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lineup } from '@interleave/lineup'
import { startOrigin, type Origin } from '@interleave/origin'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { run, start } from './command.ts'
import { deadPid } from './dead-pid.ts'
import { temporaryDirectory } from './temporary-directory.ts'

describe('in the middle of a run', () => {
  let origin: Origin
  beforeEach(async () => {
    origin = await startOrigin({ hold: true })
  })
  afterEach(() => origin.close())

  /** A download of which 3 flags have arrived, 5 are asked for and held, and the rest waits. */
  async function halfway(variant: string) {
    const directory = await temporaryDirectory()
    const words = ['flags', '-a', '-l', '20', '-m', '5', '--base', origin.base, '-o', directory, '--variant', variant]
    const running = start(words)
    await origin.release(3)
    await origin.untilRequests(8, { timeout: 30_000 })
    return { ...running, directory }
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: whole files only, the report so far, exit code %i, all requests closed', async (signal, code) => {
    const { child, ended, directory } = await halfway('async-await')
    child.kill(signal)
    const { out, err, ...end } = await ended
    expect(end.code).toBe(code)
    expect(err).toBe('')
    expect(out).toMatch(/\n-{20}\n3 flags downloaded\.\n17 cancelled\.\nElapsed time: \d+\.\d\ds\n$/)
    expect(await readdir(directory)).toHaveLength(3)
    await origin.untilIdle()
    expect((await origin.report()).aborted).toBe(5)
  })

  test('twice: at once', async () => {
    const { child, ended, directory } = await halfway('async-await')
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
    expect(await readdir(directory)).toHaveLength(3)
    await origin.untilIdle()
  })

  test('again and again, to the very end: still the exit code of the first', async () => {
    const { child, ended } = await halfway('async-await')
    const flood = setInterval(() => child.kill('SIGINT'), 1)
    onTestFinished(() => clearInterval(flood))
    expect(await ended).toMatchObject({ code: 130, err: '' })
    await origin.untilIdle()
  })

  test('a model that blocks is stopped too', async () => {
    const directory = await temporaryDirectory()
    const { child, ended } = start(['flags', 'b', '--base', origin.base, '-o', directory, '--variant', 'sequential'])
    await origin.release(2)
    await origin.untilRequests(3, { timeout: 30_000 })
    child.kill('SIGINT')
    const { code, out } = await ended
    expect(code).toBe(130)
    expect(out).toMatch(/2 flags downloaded\.\n24 cancelled\.\n/)
    expect(new Set(await readdir(directory))).toEqual(new Set(['ba.gif', 'bb.gif']))
    await origin.untilIdle()
  })

  test('killed: its lane ends too, and leaves whole files only', async () => {
    const { child, ended, directory } = await halfway('async-await')
    const lanes = childrenOf(child.pid)
    expect(lanes).toHaveLength(1)
    child.kill('SIGKILL')
    await ended
    await origin.untilIdle()
    await expect.poll(() => lanes.some(isRunning), { timeout: 10_000 }).toBe(false)
    expect(await readdir(directory)).toHaveLength(3)
  })

  test('a lane that is killed is a failure; what came before counts', async () => {
    const { child, ended, directory } = await halfway('async-await')
    const [lane = 0] = childrenOf(child.pid)
    process.kill(lane, 'SIGKILL')
    const { code, out, err } = await ended
    expect(code).toBe(1)
    expect(out).toContain('3 flags downloaded.\n17 cancelled.\n')
    expect(err).toBe('interleave: async-await: Its process ended too early (signal SIGKILL).\n')
    expect(await readdir(directory)).toHaveLength(3)
  })

  test('nobody reads standard output any more: no stack trace', async () => {
    const directory = await temporaryDirectory()
    const { child, ended } = start(['flags', 'b', '-v', '-m', '2', '--base', origin.base, '-o', directory])
    await origin.untilOpen(2, { timeout: 30_000 })
    child.stdout.destroy()
    await origin.release()
    const { code, err } = await ended
    expect([code, err]).toEqual([141, ''])
  })
})

function childrenOf(pid: number | undefined): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number))
  return pairs.filter(([, parent]) => parent === pid).map(([own = 0]) => own)
}

/** Not so once it has ended, whether or not anybody has asked how: an orphan's new parent may take its time. */
function isRunning(pid: number): boolean {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return rows.some((row) => new RegExp(`^\\s*${pid}\\s+[^Z]`).test(row))
}

test('the demo’s folder goes with it, also on Ctrl-C and after an earlier one was killed', async () => {
  const temporary = await temporaryDirectory()
  await mkdir(join(temporary, `interleave-${deadPid()}-abcDEF`))
  const { child, ended } = start(['--spin', '60000'], { TMPDIR: temporary })
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
  expect((await readdir(temporary)).filter((name) => name.startsWith('interleave-'))).toEqual([])
})

test('there is no server: every item is an error, one sentence, exit code 1', async () => {
  const origin = await startOrigin()
  const { base } = origin
  await origin.close()
  const { code, out, err } = await run(['flags', 'BR', 'CN', '--base', base, '-o', await temporaryDirectory()])
  expect(code).toBe(1)
  expect(out).toContain('0 flags downloaded.\n2 errors.\n')
  expect(err).toBe(`interleave: async-await: There is no server at ${base}: every connection was refused.\n`)
})

test('a file that can’t be written is an error of its item, one sentence, exit code 1', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, 'br.gif'))
  const { code, out, err } = await run(['flags', 'BR', 'CN', '-o', directory])
  expect(code).toBe(1)
  expect(out).toContain('1 flag downloaded.\n1 error.\n')
  expect(err).toMatch(
    /^interleave: async-await: Not all flags could be written to .+ \(1 of 2\)\. The file could not be .+\n$/,
  )
  expect(new Set(await readdir(directory))).toEqual(new Set(['br.gif', 'cn.gif']))
})

test('errors alone leave the exit code 0, and every variant gives each code the same end', async () => {
  const directory = await temporaryDirectory()
  const words = [
    'flags',
    'a',
    'b',
    'c',
    '-s',
    'ERROR',
    '--delay',
    '5',
    '--seed',
    '7',
    '--error-codes',
    '418',
    '-m',
    '20',
  ]
  const { code, out, err } = await run([...words, '--variant', 'all', '--json', '-o', directory])
  expect([code, err]).toEqual([0, ''])
  const document = JSON.parse(out) as {
    n: number
    variants: { id: string; m: number; peakOpen: number; counts: object; items: { code: string; status: string }[] }[]
  }
  expect(document.variants.map(({ id }) => id)).toEqual(lineup.map(({ id }) => id))
  const [first] = document.variants
  expect(first?.items).toHaveLength(78)
  expect(first?.counts).not.toMatchObject({ error: 0 })
  const ends = (items: { code: string; status: string }[] = []) => items.map((item) => `${item.code} ${item.status}`)
  for (const { id, items, m, peakOpen } of document.variants) {
    expect([id, ends(items)]).toEqual([id, ends(first?.items)])
    expect(peakOpen).toBeLessThanOrEqual(m)
    const files = await readdir(join(directory, id))
    expect(files).toHaveLength(items.filter(({ status }) => status === 'ok').length)
  }
})

test('the program is runnable as it stands', async () => {
  await access(fileURLToPath(new URL('../src/interleave.ts', import.meta.url)), constants.X_OK)
  const { code, out } = await run(['list', '--json'])
  expect(code).toBe(0)
  expect((JSON.parse(out) as { id: string }[]).map(({ id }) => id)).toEqual(lineup.map(({ id }) => id))
})

test('a mistyped variant: one sentence with the nearest, exit code 2', async () => {
  const { code, out, err } = await run(['spinner', 'asinc-await'])
  expect([code, err]).toEqual([2, ''])
  expect(out).toMatch(
    /^\*\*\* Usage error: There is no variant "asinc-await"\. Did you mean async-await\?.*\nusage: interleave spinner/,
  )
})

test.runIf(process.platform === 'linux')('a full disk under standard output: one sentence, exit code 1', () => {
  const full = openSync('/dev/full', 'w')
  onTestFinished(() => closeSync(full))
  const program = fileURLToPath(new URL('../src/interleave.ts', import.meta.url))
  for (const words of [['list'], ['flags', '--help'], ['flags', 'BR', '-m', '1', '-o', '/nowhere', '--json']]) {
    const { status, stderr } = spawnSync(process.execPath, [program, ...words], { stdio: ['ignore', full, 'pipe'] })
    expect({ words, status }).toEqual({ words, status: 1 })
    expect(String(stderr)).toMatch(/^interleave: .+\n$/)
  }
})

test('an error in a folder with a line separator in its name is told like any other', async () => {
  const directory = join(await temporaryDirectory(), 'a\u2028b\u2029c')
  await mkdir(join(directory, 'br.gif'), { recursive: true })
  const { code, out, err } = await run(['flags', 'BR', '--json', '-o', directory])
  expect(code).toBe(1)
  expect(err).toContain('The file could not be written: EISDIR')
  const { variants } = JSON.parse(out) as { variants: { items: { failure: { kind: string } }[] }[] }
  expect(variants[0]?.items[0]?.failure.kind).toBe('disk')
})
