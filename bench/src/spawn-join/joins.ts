import type { Contender } from '../scenario.ts'
import type { TaskSet } from './tasks.ts'

/** Starts `count` tasks and resolves when all have ended. */
export type Join = (task: TaskSet['task'], count: number) => Promise<unknown>

/** The contender that joins tasks in one way; it fails when a task was left running. */
export function joining(join: Join, tasks: TaskSet): Contender {
  return {
    async run(count) {
      const before = tasks.finished()
      await join(tasks.task, count)
      const finished = tasks.finished() - before
      if (finished !== count) throw new Error(`Only ${finished} of ${count} tasks had ended at the join.`)
    },
  }
}
