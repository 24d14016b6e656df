import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../src/interleave.ts', import.meta.url))

/** What a run of the program came to. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Starts the real program, without a terminal. It is killed with the test if it is still there. */
export function start(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text))
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, out, err }))
  return { child, ended }
}

/** Runs the real program to its end, without a terminal. */
export function run(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
  return start(words, env).ended
}

/** Whether util-linux's `script` is there, which gives a program a terminal. */
export const hasScript = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '')

/** Runs the real program in a terminal of 100 columns, and returns all that it wrote there: both streams. */
export async function runInTerminal(words: readonly string[]): Promise<Ended> {
  const command = [process.execPath, PROGRAM, ...words].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qefc', `stty cols 100 -opost; exec ${command}`, '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TERM: 'xterm' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err: '' }
}
