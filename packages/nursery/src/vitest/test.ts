import { type TestAPI, type TestContext, TestRunner } from 'vitest'
import type { MockClock } from '../mock-clock.ts'
import type { Nursery } from '../nursery.ts'
import { runBody, withClock, withNursery } from './test-run.ts'

/** What a test may ask for. */
export interface NurseryFixtures {
  /** Open while the test runs, with its fixtures and hooks, and cancelled afterwards. A task that fails, fails the test. */
  nursery: Nursery
  /** Stands still until `jump(ms)`; the test runs on it. */
  mockClock: MockClock
  /** Jumps to the next deadline as soon as every task is blocked; the test runs on it. */
  autojumpClock: MockClock
}

type Handler = (context: TestContext) => unknown

/**
 * vitest's `test` whose body runs inside a `run` of its own: on the clock whose fixture it asks for, else on the real one.
 * When the test takes too long the run is cancelled, so that its clean-up runs.
 *
 * @example
 * ```ts
 * test('an hour is over at once', async ({ autojumpClock }) => {
 *   await sleep(3_600_000)
 *   expect(autojumpClock.now()).toBe(3_600_000)
 * })
 * ```
 */
export const test: TestAPI<NurseryFixtures> = collector().extend<NurseryFixtures>({
  mockClock: ({ task, signal }, use) => withClock({ task, signal }, {}, use),
  autojumpClock: ({ task, signal }, use) => withClock({ task, signal }, { autojumpThreshold: 0 }, use),
  nursery: ({ task, signal }, use) => withNursery({ task, signal }, use),
})

/**
 * Fixtures can't do it: an AsyncLocalStorage entered in one doesn't reach the body. So the function itself is wrapped when
 * the test is collected, which is what vitest has custom collectors for.
 */
function collector(): TestAPI {
  return TestRunner.createTaskCollector(function collect(this: object, name: string, ...rest: unknown[]) {
    const wrapped = rest.map((argument) => (typeof argument === 'function' ? inRun(argument as Handler) : argument))
    // The options that a chain such as `test.only` has gathered are its `this`.
    TestRunner.getCurrentSuite().test.fn.call(this as never, name, ...(wrapped as []))
  })
}

/** vitest finds the fixtures that a test asks for in the text of its function, and in symbols of its own. */
function inRun(handler: Handler): Handler {
  const wrapper = (context: TestContext) => runBody(context, () => handler(context))
  for (const key of Object.getOwnPropertySymbols(handler)) {
    Object.defineProperty(wrapper, key, Object.getOwnPropertyDescriptor(handler, key)!)
  }
  return Object.defineProperty(wrapper, 'toString', { value: () => handler.toString() })
}
