import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Item } from '@interleave/contract'
import { startOrigin } from '@interleave/origin'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../temporary-directory.ts'
import { expectWholeFlags, IDS } from './images.ts'

const PROGRAM = fileURLToPath(new URL('../../src/interleave.ts', import.meta.url))

/** Runs a script of the shell in which `"$@"` is the program with `--json`; resolves to its items and exit code. */
async function runIn(shell: { command: string; words: readonly string[] }, script: string, words: readonly string[]) {
  const child = spawn(shell.command, [...shell.words, script, 'sh', process.execPath, PROGRAM, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  expect(out, `it complained: ${err}`).not.toBe('')
  const [{ status, items }] = (JSON.parse(out) as { variants: [{ status: string; items: Item[] }] }).variants
  return { code, err, status, items }
}

const codesOf = (items: readonly Item[], status: Item['status']) =>
  items.filter((item) => item.status === status).map(({ code }) => code)
const kindsOf = (items: readonly Item[]) => [
  ...new Set(items.flatMap(({ failure }) => (failure ? [failure.kind] : []))),
]

const UNSHARE = { command: 'unshare', words: ['-Urm', 'sh', '-c'] }
const SHELL = { command: 'sh', words: ['-c'] }
// A file system of one's own needs a namespace of one's own, which not every system gives to everybody.
const canMount = spawnSync(UNSHARE.command, [...UNSHARE.words, 'mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0

test.runIf(canMount).each(IDS)('F28 %s: the disk is full: errors of kind disk, the others whole', async (id) => {
  await using origin = await startOrigin()
  const root = await temporaryDirectory()
  const [small, copy] = [join(root, 'small'), join(root, 'copy')]
  await mkdir(small)
  const script = `mount -t tmpfs -o size=64k tmpfs '${small}' && "$@"; code=$?; cp -a '${small}' '${copy}'; exit $code`
  const words = ['flags', '-a', '-l', '60', '-m', '5', '--variant', id, '--base', origin.base, '-o', small]
  const { code, err, status, items } = await runIn(UNSHARE, script, words)
  expect([code, status]).toEqual([1, 'done'])
  expect(err).toMatch(/^interleave: .+: Not all flags could be written to .+ENOSPC.+\n$/)
  expect(items).toHaveLength(60)
  expect(kindsOf(items)).toEqual(['disk'])
  const ok = codesOf(items, 'ok')
  expect(ok).not.toEqual([])
  expect(new Set(await expectWholeFlags(copy, origin))).toEqual(new Set(ok))
})

test.runIf(process.platform !== 'win32').each(IDS)(
  'F29 %s: 64 descriptors: enough for two at once; for a hundred it says why, and loses nothing',
  async (id) => {
    await using origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms: 10 } })
    const starved = (m: number, directory: string) =>
      runIn(SHELL, 'ulimit -n 64; "$@"', [
        'flags',
        '-a',
        '-l',
        '80',
        '-m',
        String(m),
        '--variant',
        id,
        '--base',
        origin.base,
        '-o',
        directory,
      ])
    const few = await temporaryDirectory()
    const { code, err, items } = await starved(2, few)
    expect([code, err, codesOf(items, 'ok').length]).toEqual([0, '', 80])
    expect(await expectWholeFlags(few, origin)).toHaveLength(80)

    const many = await temporaryDirectory()
    const end = await starved(100, many)
    expect(end.status, `it complained: ${end.err}`).toBe('done')
    expect(end.items).toHaveLength(80)
    const failed = codesOf(end.items, 'error')
    expect(kindsOf(end.items)).toEqual(failed.length > 0 ? ['internal'] : [])
    expect([end.code, /ask for fewer at a time.* \(EMFILE\)\.\n$/.test(end.err)]).toEqual(
      failed.length > 0 ? [1, true] : [0, false],
    )
    const ok = codesOf(end.items, 'ok')
    expect(ok.length + failed.length).toBe(80)
    expect(new Set(await expectWholeFlags(many, origin))).toEqual(new Set(ok))
  },
)
