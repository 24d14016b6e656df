import { Worker } from 'node:worker_threads'
import type { DownloadSettings, Job, Order, Word } from './protocol.ts'

/** What a pool gives a thread of its own. */
export interface PoolThreadOptions {
  readonly id: string
  readonly settings: DownloadSettings
  readonly hear: (word: Word) => void
  readonly exited: () => void
  /** Its program, and how many ms it gets to break off and clean up; a test of a deaf thread changes them. */
  readonly script?: URL
  readonly grace?: number
}

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
  readonly #grace: number
  #dismissed = false
  #killing: NodeJS.Timeout | undefined

  constructor({ id, settings, hear, exited, script = SCRIPT, grace = GRACE }: PoolThreadOptions) {
    this.id = id
    this.#grace = grace
    this.#worker = new Worker(script, { workerData: settings, execArgv: [], name: id })
    this.#worker.on('message', hear)
    this.#worker.on('error', (error) => {
      this.death = error instanceof Error ? error : new Error(String(error))
    })
    this.#worker.once('exit', () => {
      clearTimeout(this.#killing)
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
    this.#killing = setTimeout(() => void this.#worker.terminate(), this.#grace)
    this.#send({ order: 'end' })
  }

  #send(order: Order): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(order)
  }
}

const SCRIPT = new URL('./download-worker.ts', import.meta.url)
const GRACE = 5000
