import { run, spawn, type Task, until } from 'effection'
import type { Join } from './joins.ts'

export const join: Join = (task, count) =>
  run(function* () {
    const tasks: Task<number>[] = []
    for (let index = 0; index < count; index += 1) {
      tasks.push(
        yield* spawn(function* () {
          return yield* until(task(index))
        }),
      )
    }
    for (const one of tasks) yield* one
  })
