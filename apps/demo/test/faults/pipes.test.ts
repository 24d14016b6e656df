import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startOrigin } from '@interleave/origin'
import { expect, onTestFinished, test } from 'vitest'
import { start } from '../command.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { expectWholeFlags, IDS } from './images.ts'

test.each(IDS)('F35 %s: standard output is closed early: no crash, no stack trace, whole files only', async (id) => {
  await using origin = await startOrigin({ hold: true })
  const directory = await temporaryDirectory()
  const words = ['flags', 'b', '-v', '-m', '2', '--variant', id, '--base', origin.base, '-o', directory]
  const { child, ended } = start(words)
  await origin.untilRequests(1, { timeout: 30_000 })
  child.stdout.destroy()
  await origin.release()
  const { code, err } = await ended
  expect([code, err]).toEqual([141, ''])
  await expectWholeFlags(directory, origin)
})

test.each(IDS)('F35 %s: standard output is read late: nothing is lost', async (id) => {
  // Errors, whose sentences make the document larger than a pipe.
  await using origin = await startOrigin({ plan: { '*': { kind: 'status', status: 500 } } })
  const directory = await temporaryDirectory()
  const words = ['flags', '-e', '-m', '20', '--json', '--variant', id, '--base', origin.base, '-o', directory]
  // Who reads comes late.
  const script = '{ "$@"; echo "exit code $?" >&2; } | { sleep 2; cat; }'
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text))
  await once(child, 'close')
  expect(err).toBe('exit code 0\n')
  const [{ items }] = (JSON.parse(out) as { variants: [{ items: unknown[] }] }).variants
  expect(items).toHaveLength(676)
  expect(out.length, 'the document').toBeGreaterThan(PIPE)
})

const PROGRAM = fileURLToPath(new URL('../../src/interleave.ts', import.meta.url))
/** Bytes that a pipe of Linux takes from a writer whom nobody reads. */
const PIPE = 65_536
