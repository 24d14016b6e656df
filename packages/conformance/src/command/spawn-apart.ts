import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'

/** A process in a group of its own. Disposed of, it is ended. */
export interface Apart extends Disposable {
  readonly child: ChildProcess
  /** Ends it at once, with whatever it started; so does the end of this process, and a signal to it. */
  readonly end: () => void
}

/** Starts a script of Node in a group of its own: a signal to it reaches all that is in it. */
export function spawnApart(script: string, args: readonly string[], { stdio }: Pick<SpawnOptions, 'stdio'>): Apart {
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], { stdio, detached: !IS_WINDOWS })
  const end = () => {
    // Without an id it never began; a group of 0 would be this process's own.
    if (child.pid === undefined) return
    try {
      process.kill(IS_WINDOWS ? child.pid : -child.pid, 'SIGKILL')
    } catch {
      // All of them have ended.
    }
  }
  const dispose = () => {
    end()
    process.off('exit', end)
    for (const signal of SIGNALS) process.off(signal, stop)
  }
  const stop = (signal: NodeJS.Signals) => {
    dispose()
    process.kill(process.pid, signal)
  }
  process.on('exit', end)
  for (const signal of SIGNALS) process.on(signal, stop)
  return { child, end, [Symbol.dispose]: dispose }
}

const IS_WINDOWS = process.platform === 'win32'
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
