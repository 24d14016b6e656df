import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Outcome, Ports } from '@interleave/contract'
import { PoolThread } from './pool-thread.ts'
import type { DownloadSettings, Job, Word } from './protocol.ts'

/** How many threads at most, and who is told what they do. What a listener throws stops the pool. */
export interface PoolOptions {
  readonly size: number
  readonly started: (code: string) => void
  readonly settled: (code: string, outcome: Outcome) => void
  readonly trace: Ports['trace']
}

/**
 * At most `size` threads, each with one download at a time. As many are started at once as there are processors: the
 * first work while the next load their modules, and those that would come too late are never started. A thread that
 * dies costs its job, and is replaced.
 */
export class WorkerPool {
  readonly #settings: DownloadSettings
  readonly #options: PoolOptions
  readonly #threads = new Set<PoolThread>()
  readonly #over = Promise.withResolvers<void>()
  #queue: Job[] = []
  #spawned = 0
  #stopped: { readonly error: unknown } | undefined
  /** What went wrong, be it while the pool was stopping for another reason. */
  #fault: { readonly error: unknown } | undefined

  constructor(settings: DownloadSettings, options: PoolOptions) {
    this.#settings = settings
    this.#options = options
  }

  /** Does the jobs. Settles when every thread has exited; rejects with what the pool was stopped with. */
  run(jobs: readonly Job[]): Promise<void> {
    this.#queue = [...jobs]
    this.#guarded(() => this.#grow())
    this.#settleIfOver()
    return this.#over.promise
  }

  /** Hands out nothing more, and asks each thread to break off, clean up and exit. The first reason is kept. */
  stop(error: unknown): void {
    this.#stopped ??= { error }
    this.#queue = []
    for (const thread of this.#threads) thread.dismiss()
  }

  #grow(): void {
    let starting = [...this.#threads].filter((thread) => !thread.ready).length
    const useful = Math.min(availableParallelism(), this.#queue.length)
    // Whoever is told of a thread may stop the pool.
    for (; !this.#stopped && starting < useful && this.#threads.size < this.#options.size; starting++) this.#spawn()
  }

  #spawn(): void {
    const id = `worker-${++this.#spawned}`
    const thread: PoolThread = new PoolThread({
      id,
      settings: this.#settings,
      hear: (word) => this.#guarded(() => this.#hear(thread, word)),
      exited: () => this.#bury(thread),
    })
    this.#threads.add(thread)
    this.#options.trace({ kind: 'thread.spawn', id, parent: 'downloader' })
  }

  #hear(thread: PoolThread, message: Word): void {
    if (message.word === 'ready') thread.ready = true
    if (message.word === 'failed') this.#fail(message.error)
    if (message.word !== 'ready') this.#settle(thread, message.word === 'settled' ? message.outcome : CANCELLED)
    this.#feed(thread)
    this.#grow()
  }

  #feed(thread: PoolThread): void {
    const job = this.#queue.shift()
    if (job === undefined) return thread.dismiss()
    this.#options.started(job.code)
    thread.download(job)
    if (this.#queue.length > 0) return
    for (const late of this.#threads) if (!late.ready) late.dismiss()
  }

  #settle(thread: PoolThread, outcome: Outcome): void {
    const { job } = thread
    thread.job = undefined
    if (job) this.#options.settled(job.code, outcome)
  }

  #bury(thread: PoolThread): void {
    this.#threads.delete(thread)
    this.#guarded(() => {
      if (thread.job) rmSync(thread.job.part, { force: true })
      this.#settle(thread, this.#stopped ? CANCELLED : diedOf(thread.death))
      this.#options.trace({ kind: 'thread.exit', id: thread.id, parent: 'downloader' })
      if (thread.ready) this.#grow()
      // One that died before it was ready is not replaced: the next would die as well. The others go on without it.
      else if (this.#queue.length > 0 && this.#threads.size === 0) throw thread.death ?? new Error(NO_START)
    })
    this.#settleIfOver()
  }

  #guarded(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#fault ??= { error }
    this.stop(error)
  }

  #settleIfOver(): void {
    if (this.#threads.size > 0) return
    const end = this.#fault ?? this.#stopped
    if (end) this.#over.reject(end.error)
    else this.#over.resolve()
  }
}

function diedOf(death: Error | undefined): Outcome {
  const message = `The thread that downloaded it died: ${death?.message ?? 'it exited'}`
  return { status: 'error', failure: { kind: 'worker', message } }
}

const CANCELLED: Outcome = { status: 'cancelled' }
const NO_START = 'No thread could be started: each exited before it was ready.'
