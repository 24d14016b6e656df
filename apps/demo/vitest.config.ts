import { defineConfig } from 'vitest/config'

// Most tests here start the program, and that a process of its own, which takes a second on a busy machine.
export default defineConfig({ test: { testTimeout: 120_000, hookTimeout: 60_000 } })
