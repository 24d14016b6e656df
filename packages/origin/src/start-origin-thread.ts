import { Worker } from 'node:worker_threads'
import type { OriginThreadOptions } from './options.ts'
import type { Origin } from './origin.ts'
import { ThreadOrigin } from './thread-origin.ts'

/**
 * Starts the same server in a thread of its own, for programs that block the main thread while they wait for it.
 * Rejects as `startOrigin` does. The thread ends with `close()`.
 *
 * @example
 * await using origin = await startOriginThread({ label: 'DELAY' })
 * const report = await origin.report()
 */
export async function startOriginThread(options: OriginThreadOptions = {}): Promise<Origin> {
  const worker = new Worker(new URL('./origin-worker.ts', import.meta.url), {
    name: 'origin',
    workerData: options,
    // Whatever switches the process was started with (a test runner's loader, an inspector) are not for this thread.
    execArgv: [],
  })
  return new ThreadOrigin(worker, options).start()
}
