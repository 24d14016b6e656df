import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * What the tests of a package start with. The processes and threads that they start, hundreds of them, load the same
 * modules: from Node's compile cache in half the processor time. Some of them take seconds on a busy machine, hence the
 * time limits: bounds against hanging, no measure. They wait for servers and processes more than they compute, so none of
 * the processors has to be left free for vitest itself.
 */
export const shared = defineConfig({
  test: {
    env: { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? inRoot('node_modules/.cache/compile') },
    maxWorkers: availableParallelism(),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})

function inRoot(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
