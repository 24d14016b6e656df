import { defineConfig } from 'vitest/config'

// Servers of their own answer some tests, and a busy machine lets them wait. A bound against hanging, no measure.
export default defineConfig({ test: { testTimeout: 30_000, hookTimeout: 60_000 } })
