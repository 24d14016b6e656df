/** A call under way, as `asyncio.create_task` gives one. */
export interface Task<Result> {
  readonly result: Promise<Result>
  /** `<Task pending spin>` */
  describe(): string
}

/**
 * Schedules `work` and returns at once. Calling an async function runs it up to its first `await`; a task must not have
 * begun when its maker has not finished speaking, so it starts in the next microtask.
 */
export function createTask<Result>(name: string, work: () => Promise<Result>): Task<Result> {
  let state = 'pending'
  const run = async () => {
    await Promise.resolve()
    try {
      return await work()
    } finally {
      state = 'finished'
    }
  }
  return { result: run(), describe: () => `<Task ${state} ${name}>` }
}
