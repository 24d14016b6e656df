import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { abortable } from '../abortable.ts'
import { systemClock } from '../clock.ts'
import { isDuration } from '../plumbing/is-duration.ts'

export interface RunProcessOptions {
  /** Given to the process as its standard input, which then ends. Default: an empty one. */
  readonly stdin?: string | Uint8Array | undefined
  /** Collect what it prints, rather than let it print to ours. */
  readonly captureStdout?: boolean | undefined
  readonly captureStderr?: boolean | undefined
  /** Reject when it ends with another exit code than 0. Default true. */
  readonly check?: boolean | undefined
  /** From SIGTERM to SIGKILL when cancelled, in ms of real time; Infinity for no SIGKILL. Default 5,000. */
  readonly grace?: number | undefined
  readonly cwd?: string | undefined
  readonly env?: NodeJS.ProcessEnv | undefined
}

/** How a process ended. */
export interface CompletedProcess {
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Empty unless captured. */
  readonly stdout: string
  readonly stderr: string
}

/** A process ended with another exit code than 0, or by a signal. */
export class ProcessError extends Error {
  readonly completed: CompletedProcess

  constructor(command: string, completed: CompletedProcess) {
    const { exitCode, signal } = completed
    super(`${command} ended ${signal ? `by ${signal}` : `with exit code ${exitCode}`}.`)
    this.name = 'ProcessError'
    this.completed = completed
  }
}

/**
 * Runs a process to its end, and collects what it prints until nobody can print there any more. Cancelled, it sends SIGTERM,
 * after the grace period SIGKILL, and waits until the process is gone; only then is the cancellation thrown, so it doesn't
 * outlive its block. The processes that it started itself are its own business, and are not waited for.
 *
 * @throws Cancelled; ProcessError; the system's error when it can't be started; RangeError when `grace` is negative or NaN.
 * @example
 * ```ts
 * const { stdout } = await runProcess('git', ['rev-parse', 'HEAD'], { captureStdout: true })
 * ```
 */
export async function runProcess(
  command: string,
  args: readonly string[] = [],
  options: RunProcessOptions = {},
): Promise<CompletedProcess> {
  const { check = true } = options
  const completed = await abortable((signal) => untilGone(command, args, options, signal))
  if (check && completed.exitCode !== 0) throw new ProcessError(command, completed)
  return completed
}

async function untilGone(
  command: string,
  args: readonly string[],
  options: RunProcessOptions,
  signal: AbortSignal,
): Promise<CompletedProcess> {
  const { stdin, captureStdout, captureStderr, grace = 5000, cwd, env } = options
  if (!isDuration(grace)) throw new RangeError(`A process's grace is a number of ms from 0 to Infinity, not ${grace}.`)
  const child = spawn(command, args, {
    stdio: [
      stdin === undefined ? 'ignore' : 'pipe',
      captureStdout ? 'pipe' : 'inherit',
      captureStderr ? 'pipe' : 'inherit',
    ],
    ...(cwd !== undefined && { cwd }),
    ...(env && { env }),
  })
  const stop = stopper(child, grace)
  signal.addEventListener('abort', stop.terminate)
  // A process that doesn't read to the end closes its input; that is no error of ours.
  child.stdin?.on('error', () => {}).end(stdin)
  const output = [collect(child.stdout), collect(child.stderr)] as const
  try {
    const [exitCode, by] = await ending(child)
    signal.throwIfAborted()
    return { exitCode, signal: by, stdout: output[0](), stderr: output[1]() }
  } finally {
    stop.clear()
    signal.removeEventListener('abort', stop.terminate)
  }
}

function stopper(child: ChildProcess, grace: number) {
  let disarm = () => {}
  // Its own children may hold its pipes open for as long as they like.
  const letGo = () => {
    for (const pipe of child.stdio) pipe?.destroy()
  }
  return {
    terminate: () => {
      if (child.exitCode !== null || child.signalCode !== null) return letGo()
      child.once('exit', letGo)
      child.kill('SIGTERM')
      disarm = systemClock.callAt(systemClock.now() + grace, () => child.kill('SIGKILL'))
    },
    clear: () => disarm(),
  }
}

/** `close`, not `exit`: by then all it printed has been read. */
function ending(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) => resolve([exitCode, signal]))
  })
}

function collect(stream: Readable | null): () => string {
  const chunks: Uint8Array[] = []
  stream?.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}
