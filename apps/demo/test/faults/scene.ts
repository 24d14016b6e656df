import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Origin } from '@interleave/origin'
import type { Ended } from '../command.ts'

/** A program, and the variant that it is to run. */
export interface Contender {
  /** Path of a module that is the whole command line. */
  readonly program: string
  /** The variant's id. */
  readonly id: string
}

/** How a program is started. */
interface StartOptions {
  /** A script of the shell, in which `"$@"` is the program. Absent: the program alone. */
  readonly script?: string
  /** What the shell, or the program, is started by: a command and its first words. */
  readonly under?: readonly string[]
}

/** A program that runs. */
export interface Started {
  readonly ended: Promise<Ended>
  readonly stdout: Readable
  /** Sends a signal to the program, or to the shell around it, alone. */
  kill(signal: NodeJS.Signals): void
  /** Ends the program and all that it has started, at the same instant. */
  killAll(): void
}

/** Folders and processes for one check, which go with it. It needs no test runner. */
export interface Scene extends AsyncDisposable {
  /** An empty folder. */
  folder(): Promise<string>
  /** The words that download flags with the contender's variant: `words` say which. */
  flags(origin: Origin, directory: string, ...words: readonly string[]): string[]
  /** Starts the program, without a terminal, in a process group of its own. */
  start(words: readonly string[], options?: StartOptions): Started
}

/** Opens a scene for a contender. */
export function openScene({ program, id }: Contender): Scene {
  const stack = new AsyncDisposableStack()
  return {
    async folder() {
      const path = await mkdtemp(join(tmpdir(), 'demo-test-'))
      // A process that was left behind may still be writing.
      stack.defer(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
      return path
    },

    flags: (origin, directory, ...words) => [
      'flags',
      ...words,
      '--variant',
      id,
      '--base',
      origin.base,
      '-o',
      directory,
    ],

    start(words, { script, under = [] } = {}) {
      const shell = script === undefined ? [] : ['sh', '-c', script, 'sh']
      const [command = '', ...rest] = [...under, ...shell, process.execPath, program, ...words]
      const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
      let out = ''
      let err = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text))
      const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, out, err }))
      const killAll = () => void process.kill(-Number(child.pid), 'SIGKILL')
      stack.defer(async () => {
        if (child.exitCode === null && child.signalCode === null) killAll()
        await ended
      })
      return { ended, kill: (signal) => void child.kill(signal), killAll, stdout: child.stdout }
    },

    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
