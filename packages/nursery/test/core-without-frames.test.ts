import { describe, expect, test, vi } from 'vitest'

// Other platforms have an AsyncLocalStorage too, and other ways behind it: the core finds none of Node's when it is loaded.
vi.spyOn(Object, 'getOwnPropertySymbols').mockReturnValueOnce([])
const { coreTests } = await import('./shared/core-tests.ts')
vi.restoreAllMocks()

describe('with an AsyncLocalStorage whose frames are its own', () => {
  test.for(Object.entries(coreTests))('%s', async ([, run]) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
