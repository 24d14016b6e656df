import { type Context, runInContext } from './context.ts'
import { openLane } from './lane.ts'
import type { TaskNode } from './task-node.ts'

/** Tasks that start in the same microtask; each of them needs a context of its own, which costs more than a small task. */
const LANES = 256

const resolved = Promise.resolve()

/**
 * Tasks asked for in one turn, from one context (an AsyncLocalStorage of the user's makes another): they are started in
 * that context, at little more than the cost of calling their functions. What a task makes of it (`enterWith`) is its own,
 * as each lane is opened in the context as it was.
 */
export class LaunchBatch {
  readonly mark: unknown
  readonly #context: Context | undefined
  #first: TaskNode | null = null
  #last: TaskNode | null = null
  /** Tasks started by lanes set free, since the last look. */
  restarted = 0
  #willAdvance = false

  constructor(mark: unknown, context: Context | undefined) {
    this.mark = mark
    this.#context = context
  }

  get isEmpty(): boolean {
    return this.#first === null
  }

  add(task: TaskNode): void {
    if (this.#last) this.#last.nextToStart = task
    else this.#first = task
    this.#last = task
  }

  take(): TaskNode | null {
    const task = this.#first
    if (task) {
      this.#first = task.nextToStart
      task.nextToStart = null
    }
    return task
  }

  /** The turn in which the batch was filled is over. */
  readonly open = (): void => {
    const { run } = this.#first!
    if (run.batch === this) run.batch = null
    this.#advance()
  }

  /** Sees to it that what is left is started. */
  advanceSoon(): void {
    if (this.#willAdvance) return
    this.#willAdvance = true
    void resolved.then(this.#advance)
  }

  /** Opens as many lanes as are missing. */
  readonly #advance = (): void => {
    this.#willAdvance = false
    let missing = LANES - this.restarted
    this.restarted = 0
    for (; missing > 0; missing--) {
      const task = this.take()
      if (!task) return
      runInContext(this.#context, openLane, task, this)
    }
    if (this.#first) this.advanceSoon()
  }
}
