import { availableParallelism } from 'node:os'
import { defineConfig, mergeConfig } from 'vitest/config'
import { shared } from '../../vitest.shared.ts'

export default mergeConfig(
  shared,
  // They wait for servers more than they compute, so none of the processors has to be left free for vitest itself.
  defineConfig({ test: { maxWorkers: availableParallelism() } }),
)
