import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Worker } from 'node:worker_threads'

/** The threads that this process makes from now on. */
export class WatchedThreads implements Disposable {
  readonly #alive = new Set<Worker>()
  #made = 0

  constructor() {
    // Told at once, also to who keeps its caller; `process` tells it a turn later.
    subscribe('worker_threads', this.#watch)
  }

  /** How many there have been. */
  get made(): number {
    return this.#made
  }

  /** Ends all that are alive; how many these are. */
  end(): number {
    const { size } = this.#alive
    for (const worker of this.#alive) void worker.terminate()
    return size
  }

  /** The ids of those that are alive and whose own error would end the process, since nobody hears of it. */
  unheard(): number[] {
    return [...this.#alive].filter((worker) => worker.listenerCount('error') === 0).map(({ threadId }) => threadId)
  }

  [Symbol.dispose](): void {
    unsubscribe('worker_threads', this.#watch)
  }

  readonly #watch = (message: unknown): void => {
    const { worker } = message as { worker: Worker }
    this.#made++
    this.#alive.add(worker)
    worker.once('exit', () => this.#alive.delete(worker))
  }
}
