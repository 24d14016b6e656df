/** The work of the spawn-and-join scenarios: as little as a task can do. `finished` shows that all of it was waited for. */
export interface TaskSet {
  readonly task: (index: number) => Promise<number>
  readonly finished: () => number
}

/** The task that ends in the call. */
export function trivialTasks(): TaskSet {
  let finished = 0
  return {
    // oxlint-disable-next-line typescript/require-await -- an async function that never awaits is what is measured
    task: async (index) => {
      finished += 1
      return index
    },
    finished: () => finished,
  }
}

const SETTLED = Promise.resolve()

/** The task that awaits once. */
export function awaitingTasks(): TaskSet {
  let finished = 0
  return {
    task: async (index) => {
      await SETTLED
      finished += 1
      return index
    },
    finished: () => finished,
  }
}
