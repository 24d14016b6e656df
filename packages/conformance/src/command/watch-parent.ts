import { Worker } from 'node:worker_threads'

/**
 * Ends this process, its group and its temporary folder when the process that started it has ended, be it by SIGKILL. From a
 * thread of its own, as a variant may block this one for ever.
 */
export function watchParent(): void {
  new Worker(new URL('./watch-parent-worker.ts', import.meta.url), { stdout: false, stderr: false }).unref()
}
