import { defineConfig } from 'vitest/config'

// Some tests start processes and threads, which takes seconds on a busy machine. A bound against hanging, no measure.
export default defineConfig({ test: { testTimeout: 30_000, hookTimeout: 60_000 } })
