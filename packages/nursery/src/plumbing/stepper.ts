import { fairness } from './fairness.ts'
import { macrotask } from './macrotask.ts'
import type { RunState } from './run-state.ts'
import type { TaskNode } from './task-node.ts'

interface Ready {
  readonly task: TaskNode
  readonly resume: () => void
}

/**
 * Runs ready tasks one step at a time, in rounds: those that become ready during a round wait for the next. Under a seed
 * each round is shuffled. In force only for runs with a seed or instruments; others let the host's microtasks do it.
 */
export class Stepper {
  readonly #run: RunState
  readonly #random: (() => number) | null
  #ready: Ready[] = []
  #running = false
  /** The task whose step is open. */
  #open: TaskNode | null = null
  #closeStep!: () => void
  /** The timeout given to `beforeIoWait`, while its `afterIoWait` is owed. */
  #ioWait: number | undefined
  /** A wait has ended that no round has followed yet. */
  #waited = false

  constructor(run: RunState, seed: number | undefined) {
    this.#run = run
    this.#random = seed === undefined ? null : generator(seed)
  }

  /** The task can go on: `resume` does it, when its turn comes. */
  schedule(task: TaskNode, resume: () => void): void {
    this.#endWait()
    this.#run.instruments?.emit('taskScheduled', task)
    this.#ready.push({ task, resume })
    if (this.#running) return
    this.#running = true
    void Promise.resolve().then(() => this.#rounds())
  }

  /** A checkpoint that needn't wait: to the end of the queue. */
  yield(task: TaskNode): Promise<void> {
    const turn = new Promise<void>((resolve) => this.schedule(task, resolve))
    this.stepEnded(task)
    return turn
  }

  /** The task has reached a checkpoint or its end. */
  stepEnded(task: TaskNode): void {
    if (this.#open !== task) return
    this.#open = null
    this.#run.instruments?.emit('afterTaskStep', task)
    this.#closeStep()
  }

  /** Nothing is ready and no step is open. */
  get isIdle(): boolean {
    return !this.#running
  }

  async #rounds(): Promise<void> {
    while (this.#ready.length > 0) {
      this.#look()
      const round = this.#ready
      this.#ready = []
      if (this.#random) shuffle(round, this.#random)
      for (const ready of round) await this.#step(ready)
      await fairness()
      this.#run.expireDue()
    }
    this.#rest()
  }

  #step({ task, resume }: Ready): Promise<void> {
    return new Promise((resolve) => {
      this.#open = task
      this.#closeStep = resolve
      this.#run.instruments?.emit('beforeTaskStep', task)
      resume()
      // A step that waits for something foreign doesn't end at a checkpoint: the others go on without it.
      void macrotask()
        .then(macrotask)
        .then(() => this.#closeStep === resolve && this.stepEnded(task))
    })
  }

  /** Each round comes after one wait for I/O: a real one, or a quick look for some. */
  #look(): void {
    if (!this.#waited) this.#wait(0)
    this.#endWait()
    this.#waited = false
  }

  #wait(timeout: number): void {
    this.#ioWait = timeout
    this.#run.instruments?.emit('beforeIoWait', timeout)
  }

  #endWait(): void {
    if (this.#ioWait === undefined) return
    this.#run.instruments?.emit('afterIoWait', this.#ioWait)
    this.#ioWait = undefined
    this.#waited = true
  }

  #rest(): void {
    this.#running = false
    if (this.#run.live === 0) return
    const next = this.#run.heap.items[0]
    this.#wait(next ? Math.max(0, next.due - this.#run.clock.now()) : Infinity)
    this.#run.idle?.check()
  }
}

function shuffle(items: Ready[], random: () => number): void {
  for (let left = items.length; left > 1; left--) {
    const chosen = Math.floor(random() * left)
    const last = items[left - 1]!
    items[left - 1] = items[chosen]!
    items[chosen] = last
  }
}

/** Mulberry32: small, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
