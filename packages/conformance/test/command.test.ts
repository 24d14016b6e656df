import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'

/** Enough for what a clause takes on a busy machine, in ms; the variant that is stuck lasts as long. */
const LIMIT = '10000'

describe.concurrent('the command', { timeout: 90_000 }, () => {
  test('the report is alone on its stream, wherever the variant prints', async () => {
    // R9 and F26 have processes of their own, which have to answer.
    const { stdout, stderr, code } = await conformance('talkative', ['--only', 'D19,R9,F26', '--json'])
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
    expect((await conformance('talkative', ['--only', 'D19'])).stdout).toMatch(
      /^✓ D19 .*\n\ncontrol: 1 kept, 0 failed, 0 excused\n$/,
    )
  })

  test('a variant that blocks for ever is told, by the clause that it blocks, and all that it started is ended', async () => {
    const { stdout, stderr, code } = await conformance('stuck', ['--only', 'D19,R8', '--json', '--limit', LIMIT])
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
    const { stdout, stderr, code } = await conformance('quitter', ['--only', 'D19,R8', '--json'])
    expect(stderr).toContain('The process ended before the last clause, at R8, with exit code 0')
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ clause: 'D19', state: 'kept' }], stopped: { at: 'R8' } })
    expect(code).toBe(2)
  })

  test('a signal ends the variant too, stuck or not', async () => {
    await using temporary = await temporaryFolder()
    const child = start(temporary.path, ['stuck', '--only', 'R8'])
    const stderr = await untilStuck(child.stderr)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
    await expectGone(stderr)
    expect(await readdir(temporary.path)).toEqual([])
  })

  test('what was found before a signal is told, as data too', async () => {
    await using temporary = await temporaryFolder()
    const child = start(temporary.path, ['stuck', '--only', 'D19,R8', '--json'])
    const [stdout, stderr] = [text(child.stdout), untilStuck(child.stderr)]
    await stderr
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT'])
    expect(JSON.parse(await stdout)).toMatchObject({
      findings: [{ clause: 'D19', state: 'kept' }],
      stopped: { at: 'R8', reason: 'SIGINT came at R8. What comes after was not tried.' },
    })
  })

  test('a signal that comes as the variant’s process begins leaves neither that nor a folder', async () => {
    await using temporary = await temporaryFolder()
    const preload = new URL('command/early-signal.ts', import.meta.url).href
    const child = start(temporary.path, ['stuck', '--only', 'R8'], ['--import', preload])
    const stderr = text(child.stderr)
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
    // It ends when the last process does that could write to it.
    expect(await stderr).not.toContain('EPIPE')
    expect(await readdir(temporary.path)).toEqual([])
  })

  test('a variant that is stuck ends with the command, though that was killed', async () => {
    await using temporary = await temporaryFolder()
    const child = start(temporary.path, ['stuck', '--only', 'R8'])
    const stderr = await untilStuck(child.stderr)
    child.kill('SIGKILL')
    await expectGone(stderr)
    expect(await readdir(temporary.path)).toEqual([])
  })

  test('a reader that goes, as in | head, ends it without a word', async () => {
    await using temporary = await temporaryFolder()
    const child = start(temporary.path, ['endless', '--only', 'D19,R8,D9', '--patience', '1000'])
    const stderr = text(child.stderr)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    expect(await once(child, 'exit')).toEqual([128 + constants.signals.SIGPIPE, null])
    expect(await stderr).toBe('')
    expect(await readdir(temporary.path)).toEqual([])
  })

  test.runIf(existsSync(FULL))('a report that can’t be written is told, and no success', async () => {
    const full = openSync(FULL, 'w')
    try {
      for (const how of [[], ['--json']]) {
        const { stderr, code } = await conformance('talkative', ['--only', 'D19', ...how], { stdout: full })
        expect(stderr).toContain("The report can't be written: ENOSPC")
        expect(code).toBe(2)
      }
    } finally {
      closeSync(full)
    }
  })

  test('a wrong call is told before anything is tried', async () => {
    const drawn = await conformance('stuck', [], { environment: { FC_RUNS: 'many' } })
    expect(drawn).toEqual({ stdout: '', stderr: 'FC_RUNS must be a whole number; it is "many".\n', code: 2 })
    const folder = await conformance('', ['--only', 'R8'], {})
    expect(folder.stderr).toMatch(/command is no file.\n$/)
    expect((await conformance('unknown-trait')).stderr).toContain(
      'must say in start one of eager, lazy, blocking; it says',
    )
    expect((await conformance('unloadable')).stderr).toMatch(
      /can't be loaded\.\nError: not today\n +at .*unloadable.ts:2:7\n$/,
    )
  })

  test('a mistake in the variant’s own code is told with its place', async () => {
    const { stdout } = await conformance('mistyped', ['--only', 'D1'])
    expect(stdout).toMatch(/ledger.setled is not a function\n +at .*mistyped.ts:8:\d+/)
  })

  test('a run that never settles is told by its clause', async () => {
    const { stdout, code } = await conformance('endless', ['--only', 'D19', '--patience', '1000'])
    expect(stdout).toMatch(/^✗ D19 .*\n +The run did not settle within 1000 ms\.\n/)
    expect(code).toBe(1)
  })

  test('an error that nobody handles is its own clause’s, be it late', async () => {
    const late = await conformance('late', ['--only', 'D19,R8', '--json'])
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
    const careless = await conformance('careless', ['--only', 'D19,R8', '--json'])
    const reason = 'An error that nobody handled: a promise forgotten'
    expect(JSON.parse(careless.stdout)).toMatchObject({
      findings: [
        { clause: 'D19', state: 'fails', reason },
        { clause: 'R8', state: 'fails', reason },
      ],
    })
  })

  test('a trace that is not well formed is told by what is wrong with it', async () => {
    const { stdout } = await conformance('unbounded', ['--only', 'R10'])
    expect(stdout).toMatch(/ +The trace is not well formed\.\n( +limit: .*\n){5} +and \d+ more\n/)
  })
})

interface How {
  readonly environment?: Readonly<Record<string, string>>
  /** A descriptor instead of a pipe. */
  readonly stdout?: number
}

function start(temporary: string, [variant, ...options]: string[], flags: string[] = [], how: How = {}) {
  const script = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const module = fileURLToPath(new URL(variant ? `./command/${variant}.ts` : './command', import.meta.url))
  return spawn(process.execPath, [...flags, script, module, ...options], {
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary, ...how.environment },
    stdio: ['ignore', how.stdout ?? 'pipe', 'pipe'],
  }) as ChildProcessByStdio<null, Readable, Readable>
}

/** Fails when anything is left in the folder for temporary files. */
async function conformance(variant: string, options: string[] = [], how?: How) {
  await using temporary = await temporaryFolder()
  const child = start(temporary.path, [variant, ...options], [], how)
  const [stdout, stderr, [code]] = await Promise.all([
    how?.stdout === undefined ? text(child.stdout) : '',
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  expect(await readdir(temporary.path)).toEqual([])
  return { stdout, stderr, code }
}

/** What the stuck variant has said when it is stuck. */
async function untilStuck(stderr: Readable): Promise<string> {
  let said = ''
  stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece))
  await vi.waitUntil(() => PIDS.test(said), { timeout: 60_000 })
  return said
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

const FULL = '/dev/full'
const PIDS = /pids (\d+) (\d+)\n/
