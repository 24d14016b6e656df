import { isCancelled } from '../cancelled.ts'
import { MockClock, type MockClockOptions } from '../mock-clock.ts'
import type { Nursery } from '../nursery.ts'
import { openNursery } from '../open-nursery.ts'
import { BlockSlot, runInSlot, type Slot } from '../plumbing/context.ts'
import { current } from '../plumbing/current.ts'
import { run } from '../run.ts'

/** What the fixtures of one test have in common. A test is known by its task, which each context has. */
interface TestRun {
  clock?: MockClock
  /** Where the body runs, once the nursery is open. */
  slot?: Slot
}

/** What is needed of a test's context. */
export interface BodyContext {
  readonly task: object
  /** Aborts when the test has taken too long. */
  readonly signal: AbortSignal
}

const runs = new WeakMap<object, TestRun>()

/** Gives the test its clock, until `use` is over. */
export async function withClock(
  { task }: BodyContext,
  options: MockClockOptions,
  use: (clock: MockClock) => Promise<void>,
): Promise<void> {
  const testRun = runOf(task)
  if (testRun.clock) {
    throw new Error('Too many clocks: a test takes either mockClock or autojumpClock.')
  }
  if (testRun.slot) {
    throw new Error('The clock comes too late: ask for it in the hook that asks for the nursery, or before.')
  }
  testRun.clock = new MockClock(options)
  try {
    await use(testRun.clock)
  } finally {
    delete testRun.clock
  }
}

/** Opens the run and the nursery of a test, until `use` is over. */
export async function withNursery(
  { task, signal }: BodyContext,
  use: (nursery: Nursery) => Promise<void>,
): Promise<void> {
  const testRun = runOf(task)
  const running = inRun(testRun, signal, () =>
    openNursery(
      async (nursery) => {
        testRun.slot = current()
        try {
          await use(nursery)
        } finally {
          delete testRun.slot
          nursery.cancelScope.cancel('the test is over')
        }
      },
      { name: 'nursery of the test' },
    ),
  )
  await running.catch((error: unknown) => {
    // That the test took too long is reported already.
    if (!(isCancelled(error) && signal.aborted)) throw error
  })
}

/**
 * Calls the body of a test inside its run: the one that the nursery has opened, or else one of its own. A body cut short
 * because a task of the nursery failed is no error of its own: the nursery reports the task's.
 */
export async function runBody({ task, signal }: BodyContext, body: () => unknown): Promise<void> {
  const testRun = runOf(task)
  const { slot } = testRun
  if (!slot) return void (await inRun(testRun, signal, body))
  try {
    await runInSlot(new BlockSlot(slot.task, slot.scope), () => body())
  } catch (error) {
    if (!isCancelled(error) || !slot.scope.effective) throw error
  }
}

function inRun<T>({ clock }: TestRun, signal: AbortSignal, main: () => T | PromiseLike<T>): Promise<T> {
  return run(main, { name: 'test', signal, ...(clock && { clock }) })
}

function runOf(task: object): TestRun {
  const known = runs.get(task) ?? {}
  runs.set(task, known)
  return known
}
