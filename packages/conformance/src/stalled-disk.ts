import { createHook } from 'node:async_hooks'
import { execFileSync } from 'node:child_process'
import { closeSync, constants, open, openSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A file system that answers only when it is told to. */
export interface StalledDisk extends AsyncDisposable {
  /** How often this thread has asked it for something. */
  asked(): number
  /** Answers what it was asked, and stalls again for what is asked next. */
  step(): Promise<void>
  /** Answers all that it was asked, and whatever follows. */
  release(): Promise<void>
}

/**
 * Holds up whatever this process asks of the file system, unless it waits for the answer with its whole thread. Node has
 * a few threads for such questions: each of them opens a pipe to which nobody writes, and waits for one who does.
 */
export async function stallDisk(directory: string): Promise<StalledDisk> {
  const pipes = [join(directory, 'stall-1'), join(directory, 'stall-2')] as const
  execFileSync('mkfifo', [...pipes])
  let asked = 0
  const questions = createHook({
    init: (_, type) => {
      if (QUESTIONS.has(type)) asked++
    },
  })
  /** Takes all threads that become free. */
  const take = (pipe: string) => {
    questions.disable()
    const opened = Promise.all(Array.from({ length: THREADS }, () => promisify(open)(pipe, 'r')))
    questions.enable()
    return { pipe, opened }
  }
  /** Both ways, so that the open itself needs nobody at the other end. */
  const leave = async ({ pipe, opened }: ReturnType<typeof take>) => {
    const writer = openSync(pipe, constants.O_RDWR)
    for (const reader of await opened) closeSync(reader)
    closeSync(writer)
  }
  let turn = 0
  let taken: ReturnType<typeof take> | undefined = take(pipes[0])
  const release = async () => {
    questions.disable()
    const last = taken
    taken = undefined
    if (last) await leave(last)
  }
  return {
    asked: () => asked,
    async step() {
      const before = taken
      taken = take(pipes[++turn % 2 === 0 ? 0 : 1])
      if (before) await leave(before)
    },
    release,
    [Symbol.asyncDispose]: release,
  }
}

/** As many as libuv has, at least. */
const THREADS = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
/** What Node calls a question to the file system that somebody waits for. */
const QUESTIONS = new Set(['FSREQCALLBACK', 'FSREQPROMISE', 'FILEHANDLECLOSEREQ'])
