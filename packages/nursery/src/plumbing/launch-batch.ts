import { startTask } from './start-task.ts'
import type { TaskNode } from './task-node.ts'

/** Tasks that start in the same microtask. Those of them that end at once are gone before the next ones need memory. */
const AT_ONCE = 256

const resolved = Promise.resolve()

/** Tasks asked for in one turn, which are started in the next microtask. */
export class LaunchBatch {
  #first: TaskNode | null = null
  #last: TaskNode | null = null

  constructor() {
    void resolved.then(this.#open)
  }

  add(task: TaskNode): void {
    if (this.#last) this.#last.nextToStart = task
    else this.#first = task
    this.#last = task
  }

  /** The turn in which the batch was filled is over. */
  readonly #open = (): void => {
    this.#first!.run.batch = null
    this.#advance()
  }

  readonly #advance = (): void => {
    for (let left = AT_ONCE; left > 0; left--) {
      const task = this.#first
      if (!task) return
      this.#first = task.nextToStart
      task.nextToStart = null
      startTask(task)
    }
    if (this.#first) void resolved.then(this.#advance)
  }
}
