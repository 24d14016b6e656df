import { Worker } from 'node:worker_threads'
import type { DownloadSettings, Job, Order, Word } from './protocol.ts'

/** One thread of the pool, as the main thread sees it. */
export class PoolThread {
  readonly id: string
  /** It has loaded its modules and may have a job. */
  ready = false
  /** What it is at. */
  job: Job | undefined
  /** What killed it, where something did. */
  death: Error | undefined
  readonly #worker: Worker
  #dismissed = false
  #grace: NodeJS.Timeout | undefined

  constructor(id: string, settings: DownloadSettings, hear: (word: Word) => void, exited: () => void) {
    this.id = id
    this.#worker = new Worker(SCRIPT, { workerData: settings, execArgv: [], name: id })
    this.#worker.on('message', hear)
    this.#worker.on('error', (error) => {
      this.death = error instanceof Error ? error : new Error(String(error))
    })
    this.#worker.once('exit', () => {
      clearTimeout(this.#grace)
      exited()
    })
  }

  /** Gives it something to do. */
  download(job: Job): void {
    this.job = job
    this.#send({ order: 'download', job })
  }

  /**
   * Sees it out. One that is ready may have a request open and a file half-written: it is asked, and killed only when it
   * is deaf. Another has nothing to clean up.
   */
  dismiss(): void {
    if (this.#dismissed) return
    this.#dismissed = true
    if (!this.ready) return void this.#worker.terminate()
    this.#grace = setTimeout(() => void this.#worker.terminate(), GRACE)
    this.#send({ order: 'end' })
  }

  #send(order: Order): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(order)
  }
}

const SCRIPT = new URL('./download-worker.ts', import.meta.url)
/** ms that a thread gets to break off and clean up. */
const GRACE = 5000
