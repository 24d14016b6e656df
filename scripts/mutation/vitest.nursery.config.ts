import { defineConfig } from 'vitest/config'

// What is asked of each mutant: all that takes milliseconds. The properties draw fewer programs, the same for each.
export default defineConfig({
  test: {
    include: ['test/*.test.ts', 'test/properties/*.test.ts'],
    exclude: ['test/{browser,docs,examples,leaks,package}.test.ts'],
    env: { FC_RUNS: '100', FC_SEED: '1' },
  },
})
