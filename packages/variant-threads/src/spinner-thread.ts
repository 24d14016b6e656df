import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import type { Ports, SpinnerOptions } from '@interleave/contract'
import { blockWhile } from './block.ts'
import { onThisThread } from './clock.ts'
import { createSignal, stop, type Signal } from './signal.ts'

/** What the spinner's worker is given. */
export interface SpinnerSettings {
  readonly options: SpinnerOptions
  readonly descriptor: number
  readonly signal: Signal
  /** `state[0]` is one of {@link STATE}. */
  readonly state: Int32Array<SharedArrayBuffer>
  readonly port: MessagePort
}

/**
 * What the worker has to tell: a frame and when (on the steady clock, ms), or what went wrong. The copy of an error that
 * arrives on this side has lost its code, so that is told apart.
 */
export type SpinnerNews =
  | { readonly frame: number; readonly steady: number }
  | { readonly error: Error; readonly code: unknown }

export const STATE = { initial: 0, started: 1, stopped: 2 } as const

/**
 * A thread with the calls of a blocking language: `start`, `stop`, `join`. They block the caller, so none of the events
 * by which a Worker usually speaks can arrive meanwhile; the two threads talk through shared memory.
 */
export class SpinnerThread {
  /** Resolves when the thread has exited, which only an unblocked event loop gets to know. */
  ended: Promise<void> = Promise.resolve()
  readonly #options: SpinnerOptions
  readonly #ports: Ports
  readonly #signal = createSignal()
  readonly #state = new Int32Array(new SharedArrayBuffer(4))
  readonly #channel = new MessageChannel()
  #worker: Worker | undefined

  constructor(options: SpinnerOptions, ports: Ports) {
    this.#options = options
    this.#ports = ports
  }

  /** `<Worker(spinner, initial)>` until it is started, as Python's threads say it. */
  describe(): string {
    return `<Worker(spinner, ${Object.keys(STATE)[Atomics.load(this.#state, 0)]})>`
  }

  /** Returns when the thread runs, as Python's `Thread.start` does. Throws if it doesn't come to it. */
  start(): void {
    const { port2 } = this.#channel
    const { promise, resolve } = Promise.withResolvers<void>()
    const workerData: SpinnerSettings = {
      options: this.#options,
      descriptor: this.#ports.outDescriptor ?? 1,
      signal: this.#signal,
      state: this.#state,
      port: port2,
    }
    this.#ports.trace({ kind: 'thread.spawn', id: 'spin', parent: 'spinner' })
    this.#worker = new Worker(SCRIPT, { workerData, transferList: [port2], execArgv: [], name: 'spinner' })
    this.#worker.on('error', () => {}) // `join` says so, and sooner
    this.#worker.once('exit', resolve)
    this.ended = promise
    this.#waitWhile(STATE.initial, 'start')
  }

  /** Says stop. The thread hears it at once, and ends by itself: it is asked, not killed. */
  stop(): void {
    stop(this.#signal)
  }

  /** Returns when the thread has done its last act, and hands on what it has to tell. Throws what made it fail. */
  join(): void {
    this.#waitWhile(STATE.started, 'end')
    const { port1 } = this.#channel
    let frames = 0
    let failure: Error | undefined
    for (let news = receive(port1); news; news = receive(port1)) {
      if ('error' in news) failure = Object.assign(news.error, { code: news.code })
      else this.#traceFrame(frames++, news.steady)
    }
    port1.close()
    this.#ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames })
    this.#ports.trace({ kind: 'thread.exit', id: 'spin', parent: 'spinner' })
    if (failure) throw failure
  }

  /** Kills the thread where it stands: it comes to no last act, and the line stays as it was. Shown, never used. */
  async terminate(): Promise<void> {
    await this.#worker?.terminate()
    this.#channel.port1.close()
  }

  #traceFrame(frame: number, steady: number): void {
    this.#ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame, at: onThisThread(steady) })
  }

  #waitWhile(state: number, verb: string): void {
    if (blockWhile(this.#state, state, PATIENCE)) return
    void this.terminate()
    throw new Error(`The spinner's thread did not ${verb} within ${PATIENCE} ms.`)
  }
}

function receive(port: MessagePort): SpinnerNews | undefined {
  const received: { message: SpinnerNews } | undefined = receiveMessageOnPort(port)
  return received?.message
}

const SCRIPT = new URL('./spinner-worker.ts', import.meta.url)
/** ms that a blocked thread waits for one that may have died, before it gives up. */
const PATIENCE = 30_000
