import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { ANSWER } from './descriptors.ts'
import { TOLERANCE } from './tolerance.ts'

/** What a process of its own is to try. */
export interface ProbeOptions {
  /** URL of a module that exports `variant`. */
  readonly module: string
  /** Base of an origin that serves AD and AE at once, fails at QQ, XX and ZZ, and answers all others late. */
  readonly base: string
  readonly directory: string
  /** The most that the process may live on when it has said what is left, in ms. */
  readonly patience: number
}

/** More after the runs than before them. */
export interface Remains {
  /** What would keep the process alive, by Node's names. */
  readonly resources: readonly string[]
  readonly signalListeners: number
  readonly processListeners: number
  /** Open files and sockets; 0 where the system doesn't list them. */
  readonly descriptors: number
}

/** How the process ended; `code` is null when it had to be killed. */
export interface ProbeReport {
  readonly code: number | null
  readonly stderr: string
  readonly remains: Remains | undefined
}

/** Runs every program of a variant in a process of its own, to each kind of end, and looks at what is left of it. */
export async function probe({ module, base, directory, patience }: ProbeOptions): Promise<ProbeReport> {
  const script = fileURLToPath(new URL('./probe-child.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--unhandled-rejections=strict', '--trace-uncaught', script, module, base, directory],
    // A test runner's switches are not for it.
    // Standard output is the variant's, if it has something to say; what is asked comes on a descriptor of its own.
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const kill = () => child.kill('SIGKILL')
  const timers = [setTimeout(kill, TOLERANCE.patience * 2)]
  let answer = ''
  let stderr = ''
  const { [ANSWER]: answers } = child.stdio
  ;(answers as Readable).setEncoding('utf8').on('data', (text: string) => {
    answer += text
    timers.push(setTimeout(kill, patience))
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const { promise, resolve, reject } = Promise.withResolvers<ProbeReport>()
  child.once('error', reject)
  child.once('close', (code) => {
    for (const timer of timers) clearTimeout(timer)
    resolve({ code, stderr, remains: answer === '' ? undefined : (JSON.parse(answer) as Remains) })
  })
  return promise
}
