import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'

/** Enough for what a clause takes on a busy machine, in ms; the variant that is stuck lasts as long. */
const LIMIT = '10000'

describe.concurrent('the command', { timeout: 90_000 }, () => {
  test('the report is alone on its stream, wherever the variant prints', async () => {
    // R9 and F26 have processes of their own, which have to answer.
    const { stdout, stderr, code } = await conformance('talkative', '--only', 'D19,R9,F26', '--json')
    const kept = ['D19', 'R9', 'F26'].map((clause) => ({ clause, state: 'kept' }))
    expect(JSON.parse(stdout)).toMatchObject({ variant: 'control', findings: kept })
    const said = [
      'the module speaks',
      'the variant speaks',
      'the descriptor speaks',
      'a process speaks',
      'a thread speaks',
    ]
    for (const line of said) expect(stderr).toContain(`${line}\n`)
    expect(code).toBe(0)
    expect((await conformance('talkative', '--only', 'D19')).stdout).toMatch(
      /^✓ D19 .*\n\ncontrol: 1 kept, 0 failed, 0 excused\n$/,
    )
  })

  test('a variant that blocks for ever is told, by the clause that it blocks, and all that it started is ended', async () => {
    const { stdout, stderr, code } = await conformance('stuck', '--only', 'D19,R8', '--json', '--limit', LIMIT)
    expect(stderr).toContain(`R8 did not end within ${LIMIT} ms: the variant blocks for ever`)
    expect(JSON.parse(stdout)).toMatchObject({
      variant: 'control',
      findings: [{ clause: 'D19', state: 'kept' }],
      stopped: { at: 'R8', reason: expect.stringContaining(LIMIT) as string },
    })
    expect(code).toBe(2)
    await expectGone(stderr)
  })

  test('a variant that ends the process is told, and what was found before is', async () => {
    const { stdout, stderr, code } = await conformance('quitter', '--only', 'D19,R8', '--json')
    expect(stderr).toContain('The process ended before the last clause, at R8, with exit code 0')
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ clause: 'D19', state: 'kept' }], stopped: { at: 'R8' } })
    expect(code).toBe(2)
  })

  test('a signal ends the variant too, stuck or not', async () => {
    await using temporary = await temporaryFolder()
    const child = start(temporary.path, 'stuck', '--only', 'R8')
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece))
    await vi.waitUntil(() => PIDS.test(stderr), { timeout: 60_000 })
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
    await expectGone(stderr)
    expect(await readdir(temporary.path)).toEqual([])
  })

  test('a run that never settles is told by its clause', async () => {
    const { stdout, code } = await conformance('endless', '--only', 'D19', '--patience', '1000')
    expect(stdout).toMatch(/^✗ D19 .*\n +The run did not settle within 1000 ms\.\n/)
    expect(code).toBe(1)
  })

  test('an error that nobody handles is its own clause’s, be it late', async () => {
    const late = await conformance('late', '--only', 'D19,R8', '--json')
    expect(JSON.parse(late.stdout)).toMatchObject({
      findings: [
        { clause: 'D19', state: 'kept' },
        {
          clause: 'late',
          title: 'an error that nobody handled, left behind by D19, which had been judged',
          state: 'fails',
          reason: 'a promise left behind\nAnd 1 more of its errors.',
        },
        { clause: 'R8', state: 'kept' },
      ],
    })
    expect(late.code).toBe(1)
    const careless = await conformance('careless', '--only', 'D19,R8', '--json')
    const reason = 'An error that nobody handled: a promise forgotten'
    expect(JSON.parse(careless.stdout)).toMatchObject({
      findings: [
        { clause: 'D19', state: 'fails', reason },
        { clause: 'R8', state: 'fails', reason },
      ],
    })
  })

  test('a trace that is not well formed is told by what is wrong with it', async () => {
    const { stdout } = await conformance('unbounded', '--only', 'R10')
    expect(stdout).toMatch(/ +The trace is not well formed\.\n( +limit: .*\n){5} +and \d+ more\n/)
  })
})

function start(temporary: string, variant: string, ...options: string[]) {
  const script = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const module = fileURLToPath(new URL(`./command/${variant}.ts`, import.meta.url))
  return spawn(process.execPath, [script, module, ...options], {
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Fails when anything is left in the folder for temporary files. */
async function conformance(variant: string, ...options: string[]) {
  await using temporary = await temporaryFolder()
  const child = start(temporary.path, variant, ...options)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  expect(await readdir(temporary.path)).toEqual([])
  return { stdout, stderr, code }
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'interleave-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** Fails unless the processes that the stuck variant names end soon. */
async function expectGone(stderr: string): Promise<void> {
  const [, ...pids] = PIDS.exec(stderr) ?? []
  expect(pids).toHaveLength(2)
  await vi.waitUntil(() => !pids.some((pid) => isAlive(Number(pid))), { timeout: 10_000 })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const PIDS = /pids (\d+) (\d+)\n/
