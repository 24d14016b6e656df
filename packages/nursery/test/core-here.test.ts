import { expect, test } from 'vitest'
import { coreTests } from './shared/core-tests.ts'

test.for(Object.entries(coreTests))('%s', async ([, run]) => {
  await expect(run()).resolves.toBeUndefined()
})
