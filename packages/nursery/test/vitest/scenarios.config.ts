import { defineConfig } from 'vitest/config'

/** The tests that must fail, which test.test.ts runs in a runner of their own. */
export default defineConfig({ test: { include: ['test/vitest/failing.scenario.ts'] } })
