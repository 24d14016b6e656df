import { describe, expect, test, vi } from 'vitest'

// The explicit path of the browsers, in Node: the core finds no AsyncLocalStorage when it is loaded.
vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
const { coreTests } = await import('./shared/core-tests.ts')
const { hasAmbientScope } = await import('./shared/check.ts')

describe('without AsyncLocalStorage', () => {
  test('there is none', () => {
    expect(hasAmbientScope()).toBe(false)
  })

  test.for(Object.entries(coreTests))('%s', async ([, run]) => {
    await expect(run()).resolves.toBeUndefined()
  })
})
