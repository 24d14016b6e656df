import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { parseCli } from '../src/cli-options.ts'
import { startOrigin } from '../src/index.ts'
import { get, newClient } from './get.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function start(...args: readonly string[]) {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(...args: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = start(...args)
  const ended = once(child, 'exit')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await ended
  return { code, out, err }
}

test('by default: LOCAL on 8001, DELAY of 500 ms on 8002, ERROR on 8003, on 127.0.0.1', () => {
  const delay = { kind: 'fixed', ms: 500 }
  const common = { host: '127.0.0.1', seed: 1 }
  expect(parseCli([])).toEqual({
    verbose: false,
    servers: [
      { ...common, label: 'LOCAL', port: 8001 },
      { ...common, label: 'DELAY', port: 8002, delay },
      { ...common, label: 'ERROR', port: 8003, delay, errorRate: 0.25, errorCodes: [500, 501, 502, 503] },
    ],
  })
})

test('every option is heard', () => {
  const args = '--ports 1,2,3 --uniform 500-5000 --error-rate .5 --error-codes 418 --seed 7 --host ::1 --verbose'
  expect(parseCli(args.split(' '))).toMatchObject({
    verbose: true,
    servers: [
      { port: 1, host: '::1', seed: 7 },
      { port: 2, delay: { kind: 'uniform', min: 500, max: 5000 } },
      { port: 3, delay: { kind: 'uniform', min: 500, max: 5000 }, errorRate: 0.5, errorCodes: [418] },
    ],
  })
  const single = '--port-local 4 --port-delay 5 --port-error 6 --delay 20'
  expect(parseCli(single.split(' ')).servers).toMatchObject([{ port: 4 }, { port: 5, delay: { ms: 20 } }, { port: 6 }])
})

test.each([['SIGINT', 130] as const, ['SIGTERM', 143] as const])(
  'serves until %s, then exits %i',
  async (signal, code) => {
    await using client = newClient()
    const child = start('--ports', '0,0,0', '--delay', '20', '--verbose')
    const ended = once(child, 'exit')
    const errors = text(child.stderr)
    const lines: string[] = []
    for await (const line of createInterface(child.stdout)) {
      lines.push(line)
      if (line === 'Ctrl-C stops them.') {
        const base = lines[1]?.replace('DELAY ', '')
        lines.push(String((await get(client.agent, `${base}/br/br.gif`)).status))
        child.kill(signal)
      }
    }
    expect(await ended).toEqual([code, null])
    expect(await errors).toBe('')
    expect(lines).toEqual([
      expect.stringMatching(/^LOCAL http:\/\/127\.0\.0\.1:\d+\/flags$/),
      expect.stringMatching(/^DELAY http:\/\/127\.0\.0\.1:\d+\/flags$/),
      expect.stringMatching(/^ERROR http:\/\/127\.0\.0\.1:\d+\/flags$/),
      'Ctrl-C stops them.',
      '200',
      'DELAY BR delay: 0.02s',
    ])
  },
)

test('a taken port: one sentence, exit 1, nothing started', async () => {
  await using origin = await startOrigin()
  const { code, out, err } = await run('--ports', `0,0,${origin.port}`)
  expect(code).toBe(1)
  expect(out).toBe('')
  expect(err).toBe(`Port ${origin.port} of 127.0.0.1 is already in use; choose another one (EADDRINUSE).\n`)
})

test('--help shows examples and exits 0', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  expect(out).toContain('Examples:')
})

test('a bad option: one sentence, exit 2', async () => {
  expect(await run('--delay', 'x')).toEqual({
    code: 2,
    out: '',
    err: "error: option '--delay <ms>' argument 'x' is invalid. Give a whole number from 0 to 600000.\n",
  })
})

test.each([
  ['--delay 1 --uniform 1-2', /cannot be used with option '--delay <ms>'$/],
  ['--ports 1,2', /Give three ports: LOCAL,DELAY,ERROR\.$/],
  ['--ports 1,2,3 --port-delay 4', /cannot be used with option/],
  ['--port-local 65536', /Give a whole number from 0 to 65535\.$/],
  ['--uniform 5-1', /Give min-max in ms, such as 500-5000\.$/],
  ['--error-rate 2', /Give a share from 0 to 1, such as 0\.25\.$/],
  ['--error-codes 200', /Give statuses from 400 to 599/],
  ['--nonsense', /unknown option '--nonsense'$/],
  ['br', /too many arguments/],
])('refuses %s', (args, message) => {
  using stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(() => parseCli(args.split(' '))).toThrow(message)
  expect(stderr).toHaveBeenCalledOnce()
})
