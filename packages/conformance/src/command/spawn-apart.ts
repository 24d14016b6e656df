import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A process in a group of its own. Disposed of, it is ended, and its temporary folder is gone. */
export interface Apart extends Disposable {
  readonly child: ChildProcess
  /** Ends it at once, with whatever it started; so does the end of this process, and a signal to it. */
  readonly end: () => void
}

/** Beside what `spawn` takes: hears of the signal that ends this process, when the other is gone. */
export interface ApartOptions extends Pick<SpawnOptions, 'stdio'> {
  readonly onSignal?: (signal: NodeJS.Signals) => void
}

/**
 * Starts a script of Node in a group of its own, so that a signal to it reaches all that is in it, and with a folder of its
 * own for temporary files, so that whatever an ended process didn't clear away is found.
 */
export function spawnApart(script: string, args: readonly string[], { stdio, onSignal }: ApartOptions): Apart {
  let folder: string | undefined
  let child: ChildProcess | undefined
  const end = () => {
    // Without an id it never began; a group of 0 would be this process's own.
    if (child?.pid === undefined) return
    try {
      process.kill(IS_WINDOWS ? child.pid : -child.pid, 'SIGKILL')
    } catch {
      // All of them have ended.
    }
  }
  const clear = () => {
    end()
    try {
      // Again while it isn't empty: a process told to end may write a last file.
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    } catch {
      // What the variant made unremovable stays.
    }
  }
  const dispose = () => {
    clear()
    process.off('exit', clear)
    for (const signal of SIGNALS) process.off(signal, stop)
  }
  const stop = (signal: NodeJS.Signals) => {
    dispose()
    onSignal?.(signal)
    process.kill(process.pid, signal)
  }
  // Before there is anything that a signal could leave behind.
  process.on('exit', clear)
  for (const signal of SIGNALS) process.on(signal, stop)
  folder = mkdtempSync(join(tmpdir(), 'interleave-'))
  const variables = Object.fromEntries(FOLDER_VARIABLES.map((name) => [name, folder]))
  child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio,
    detached: !IS_WINDOWS,
    env: { ...process.env, ...variables },
  })
  return { child, end, [Symbol.dispose]: dispose }
}

/** Node looks here for the temporary folder, on one system or another. */
const FOLDER_VARIABLES = ['TMPDIR', 'TEMP', 'TMP']
const IS_WINDOWS = process.platform === 'win32'
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
