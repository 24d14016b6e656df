import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { abandonable } from '../abandonable.ts'
import { abortable } from '../abortable.ts'
import { CapacityLimiter } from '../capacity-limiter.ts'

export interface RunInWorkerOptions {
  /** Which of the module's exports to call. Default `default`. */
  readonly export?: string | undefined
  /** Cancelled, give up waiting and let the worker go on by itself, rather than end it. Default false. */
  readonly abandonOnCancel?: boolean | undefined
  /** Bounds how many run at once. Default: one limiter for all, with as many tokens as there are processors. */
  readonly limiter?: CapacityLimiter | undefined
}

/** What a worker sends back, once. */
export type WorkerAnswer = { readonly value: unknown } | { readonly error: unknown }

const processors = new CapacityLimiter(availableParallelism())

/**
 * Calls a function of a module in a thread of its own, for work that would hold the event loop. Arguments and result are
 * copied (structured clone). Cancelled, the thread is ended, whatever it does (Trio can't do that), and no clean-up of its
 * code runs.
 *
 * @throws Cancelled, when the thread is gone, or at once with `abandonOnCancel`: then the limiter's token comes back when the
 * thread really ends; else a copy of what the function throws, a DataCloneError when an argument can't be copied, or an Error
 * when the thread ends without an answer.
 * @example
 * ```ts
 * const isPrime = await runInWorker<boolean>(new URL('./is-prime.ts', import.meta.url), [5_000_111])
 * ```
 */
export async function runInWorker<R>(
  module: URL | string,
  args: readonly unknown[] = [],
  options: RunInWorkerOptions = {},
): Promise<R> {
  const { export: name = 'default', abandonOnCancel = false, limiter = processors } = options
  const token = await limiter.acquireOnBehalfOf({})
  let begun = false
  const work = (signal?: AbortSignal) => {
    const worker = new Worker(MAIN, { workerData: { module: String(module), name, args } })
    begun = true
    return answerOf(worker, signal).finally(() => token[Symbol.dispose]())
  }
  try {
    return (await (abandonOnCancel ? abandonable(work()) : abortable(work))) as R
  } finally {
    if (!begun) token[Symbol.dispose]()
  }
}

async function answerOf(worker: Worker, signal: AbortSignal | undefined): Promise<unknown> {
  let answer: WorkerAnswer | undefined
  const terminate = () => void worker.terminate()
  signal?.addEventListener('abort', terminate)
  worker.on('message', (message: WorkerAnswer) => {
    answer = message
  })
  try {
    worker.once('error', (error) => {
      answer = { error }
    })
    const exitCode = await new Promise<number>((resolve) => worker.once('exit', resolve))
    if (!answer) {
      signal?.throwIfAborted()
      throw new Error(`The worker ended with exit code ${exitCode} and without an answer.`)
    }
    if ('error' in answer) throw answer.error
    return answer.value
  } finally {
    signal?.removeEventListener('abort', terminate)
  }
}

/** Beside this module, with the same ending: `.ts` in the sources, `.js` once built. */
const MAIN = new URL(`./worker-main${extname(import.meta.url)}`, import.meta.url)
