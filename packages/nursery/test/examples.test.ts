import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, promisify } from 'node:util'
import { NurseryError, run, Tracer } from '@interleave/nursery'
import { MockClock } from '@interleave/nursery/testing'
import { startOrigin } from '@interleave/origin'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as exemplo00Asyncio from '../examples/exemplo-00-asyncio.ts'
import * as exemplo00Node from '../examples/exemplo-00-node.ts'
import * as exemplo00Nursery from '../examples/exemplo-00-nursery.ts'
import * as exemplo02 from '../examples/exemplo-02.ts'
import * as exemplo03 from '../examples/exemplo-03.ts'
import * as exemplo04 from '../examples/exemplo-04.ts'
import * as exemplo05 from '../examples/exemplo-05.ts'
import * as exemplo07 from '../examples/exemplo-07.ts'
import * as exemplo08 from '../examples/exemplo-08.ts'
import * as liveExemplo03 from '../examples/live-exemplo-03.ts'

/* What each example prints, exactly. Those that sleep run on a clock that jumps; those that are quick, as programs. */

let lines: string[]

beforeEach(() => {
  lines = []
  vi.spyOn(console, 'log').mockImplementation((...values) => void lines.push(...format(...values).split('\n')))
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const ihuu = Array.from({ length: 10 }, (_, x) => `Ihuu ${x}`)
const inicio = [1, 2, 3].map((n) => `Iniciando corrotina ${n}`)
const fim = [1, 2, 3].map((n) => `Terminando corrotina ${n}`)

describe('exemplo 00', () => {
  it('asyncio: the tasks begin after main and never end', async () => {
    expect(await runProgram('exemplo-00-asyncio')).toEqual([...ihuu, ...inicio])
  })

  it('asyncio: main is over before the first task begins', () => {
    vi.useFakeTimers()
    exemplo00Asyncio.main()
    expect(lines).toEqual(ihuu)
  })

  it('node: the tasks begin at once and outlive main', async () => {
    vi.useFakeTimers()
    exemplo00Node.main()
    expect(lines).toEqual([...inicio, ...ihuu])
    await vi.advanceTimersByTimeAsync(3000)
    expect(lines).toEqual([...inicio, ...ihuu, ...fim])
  })

  it('nursery: all that begin also end, inside the block', async () => {
    await runJumping(exemplo00Nursery.main)
    expect(lines).toEqual([...ihuu, ...inicio, ...fim, 'Fim'])
  })
})

it('exemplo 01 says hello, and what is wrong with run(main())', async () => {
  const [hello, ...misuse] = await runProgram('exemplo-01')
  expect(hello).toBe('Olá Trio!')
  expect(misuse.join('\n')).toMatch(/^TypeError: .*run\(main\)/)
})

it('exemplo 02 has ten requests open at once', async () => {
  await using origin = await startOrigin({ holdUntilOpen: 10 })
  await run(() => exemplo02.main(origin.url))
  expect(lines[0]).toBe('child tasks: 10')
  expect(lines.slice(1).toSorted(byNumber)).toEqual(pokemon.map((name, n) => `${n + 1} ${name}`))
  expect((await origin.report()).peakOpen).toBe(10)
})

describe('exemplo 03', () => {
  it('reports the time-outs by their class', async () => {
    await using origin = await startOrigin({ hold: true })
    await run(() => exemplo03.main(origin.url, 100))
    const [begun, [group, ...errors]] = [lines.slice(0, 9), lines.slice(9)]
    const paths = Array.from({ length: 9 }, (_, n) => `${origin.url}/api/v2/pokemon/${n + 1}`)
    expect(begun).toEqual(paths.map((path) => `Iniciando: ${path}`))
    expect(group).toMatch(/^NurseryError: .*RequestTimeout/)
    // One, as a rule; those whose time was up in the very same turn come with it, in the order in which their requests gave up.
    expect(errors.length).toBeGreaterThan(0)
    expect(new Set(errors).size).toBe(errors.length)
    expect(paths.map((path) => `ERROR: ${path}`)).toEqual(expect.arrayContaining(errors))
    await origin.untilIdle()
    const { requests } = await origin.report()
    expect(requests.map(({ outcome }) => outcome)).toEqual(requests.map(() => 'aborted'))
  })

  it('cancels the other requests when one fails, and rethrows what nobody handles', async () => {
    await using origin = await startOrigin({ hold: true, plan: { '1': { kind: 'status', status: 500 } } })
    const failure = run(() => exemplo03.main(origin.url, 60_000)).catch((error: unknown) => error)
    await origin.untilOpen(9)
    await origin.release('1')
    expect(await failure).toBeInstanceOf(NurseryError)
    expect(String(await failure)).toMatch(/\(1\): Error: .*pokemon\/1 answered 500$/)
    await origin.untilIdle()
    const { requests } = await origin.report()
    const outcomes = requests.map(({ code, outcome }) => [code, outcome])
    expect(Object.fromEntries(outcomes)).toEqual({
      '1': 'served',
      ...Object.fromEntries(Array.from({ length: 8 }, (_, n) => [n + 2, 'aborted'])),
    })
  })
})

it('exemplo 04 traces every step', async () => {
  await runJumping(exemplo04.parent, [new Tracer()])
  expect(lines.map((line) => line.replace(/took [0-9.e-]+ seconds/, 'took T seconds'))).toEqual(trace)
})

it('exemplo 05 appends whole lines, again on a second run', async () => {
  await using origin = await startOrigin()
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'pokes.csv')
  const sorted = async (): Promise<string[]> => (await readFile(path, 'utf8')).split(/(?<=\n)/).toSorted(byNumber)
  const csv = pokemon.map((name, n) => `${n + 1},${name}\n`)
  await run(() => exemplo05.main(origin.url, path))
  expect(await sorted()).toEqual(csv)
  await run(() => exemplo05.main(origin.url, path))
  expect(await sorted()).toEqual(csv.flatMap((line) => [line, line]))
  expect(lines.filter((line) => line === '  | Entrando em fetch_and_write')).toHaveLength(20)
})

it('exemplo 06 hands over ten messages in order', async () => {
  expect(await runProgram('exemplo-06')).toEqual(Array.from({ length: 10 }, (_, n) => `got value message ${n}`))
})

it('exemplo 07 lets both waiters go once the event is set', async () => {
  const clock = await runJumping(exemplo07.main)
  expect(clock.now()).toBe(10_000)
  expect(lines).toEqual([
    'Antes do evento acontecer - Tarefa inicial',
    'Esperando a liberação do evento',
    'Esperando a liberação do evento',
    'Agora pode acontecer!',
    'Evento liberado',
    'Evento liberado',
  ])
})

describe('exemplo 08', () => {
  it('leaves the line unwritten and the connection closed when time is up', async () => {
    await using origin = await startOrigin({ hold: true })
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'pokes.csv')
    const clock = new MockClock()
    const ended = run(() => exemplo08.main(origin.url, path, 3000), { clock })
    await origin.untilOpen(1)
    clock.jump(3000)
    await ended
    expect(lines).toEqual(['Tempo esgotado'])
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' })
    await origin.untilIdle()
    expect((await origin.report()).requests.map(({ outcome }) => outcome)).toEqual(['aborted'])
    await vi.waitFor(async () => expect((await origin.report()).connections.now).toBe(0))
  })

  it('writes the line when the answer is in time', async () => {
    await using origin = await startOrigin()
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'pokes.csv')
    await run(() => exemplo08.main(origin.url, path, 60_000))
    expect(lines).toEqual(['Linha escrita'])
    expect(await readFile(path, 'utf8')).toBe('1,bulbasaur\n')
  })
})

it('the live pub/sub keeps the order of each channel', async () => {
  await runJumping(liveExemplo03.main)
  const messages = (name: string, first: number, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `|${name}| Recebido: Mensage: ${first + n}`)
  expect(lines.filter((line) => line.startsWith('|A|'))).toEqual(messages('A', 5, 10))
  expect(lines.filter((line) => line.startsWith('|B|'))).toEqual(messages('B', -10, 14))
  expect(lines).toHaveLength(24)
})

const pokemon = [
  'bulbasaur',
  'ivysaur',
  'venusaur',
  'charmander',
  'charmeleon',
  'charizard',
  'squirtle',
  'wartortle',
  'blastoise',
  'caterpie',
]

const trace = [
  '!!! run started',
  '### new task spawned: parent',
  '### task scheduled: parent',
  '### doing a quick check for I/O',
  '### finished I/O check (took T seconds)',
  '>>> about to run one step of task: parent',
  'parent: started!',
  'parent: spawning child1...',
  '### new task spawned: child1',
  '### task scheduled: child1',
  'parent: spawning child2...',
  '### new task spawned: child2',
  '### task scheduled: child2',
  'parent: waiting for children to finish...',
  '<<< task step finished: parent',
  '### doing a quick check for I/O',
  '### finished I/O check (took T seconds)',
  '>>> about to run one step of task: child1',
  '  child1: started! sleeping now...',
  '<<< task step finished: child1',
  '>>> about to run one step of task: child2',
  '  child2: started! sleeping now...',
  '<<< task step finished: child2',
  '### waiting for I/O for up to 1 seconds',
  '### finished I/O check (took T seconds)',
  '### task scheduled: child1',
  '### task scheduled: child2',
  '>>> about to run one step of task: child1',
  '  child1: exiting!',
  '### task exited: child1',
  '<<< task step finished: child1',
  '>>> about to run one step of task: child2',
  '  child2: exiting!',
  '### task scheduled: parent',
  '### task exited: child2',
  '<<< task step finished: child2',
  '### doing a quick check for I/O',
  '### finished I/O check (took T seconds)',
  '>>> about to run one step of task: parent',
  'parent: all done!',
  '### task exited: parent',
  '<<< task step finished: parent',
  '!!! run finished',
]

/** Runs `main` on a clock that jumps to the next deadline as soon as all tasks are blocked. */
async function runJumping(main: () => Promise<void>, instruments: readonly Tracer[] = []): Promise<MockClock> {
  const clock = new MockClock({ autojumpThreshold: 0 })
  await run(main, { clock, instruments: [...instruments] })
  return clock
}

/** The lines that the example prints as a program of its own. Rejects unless it exits with 0 and says nothing on stderr. */
async function runProgram(name: string): Promise<string[]> {
  const file = fileURLToPath(new URL(`../examples/${name}.ts`, import.meta.url))
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file])
  expect(stderr).toBe('')
  return stdout.trimEnd().split('\n')
}

/** A folder that is gone at the end of the block. */
async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'nursery-examples-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

function byNumber(one: string, other: string): number {
  return Number.parseInt(one, 10) - Number.parseInt(other, 10)
}
