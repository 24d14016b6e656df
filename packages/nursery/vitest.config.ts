import { defineConfig, mergeConfig } from 'vitest/config'
import { shared } from '../../vitest.shared.ts'

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      coverage: {
        provider: 'istanbul',
        include: ['src/**'],
        // A thread's whole program, run by each test of `runInWorker`: what other threads and processes run isn't counted.
        exclude: ['src/node/worker-main.ts'],
        reporter: [['text', { skipFull: true }]],
        thresholds: { branches: 100, statements: 100 },
      },
    },
  }),
)
