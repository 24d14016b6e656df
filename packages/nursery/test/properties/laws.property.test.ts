import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KEPT } from './kept.ts'
import { expectLawful, lawAbiding, newTally } from './law-abiding.ts'
import { settings, TIME_LIMIT } from './settings.ts'
import { withoutStacks } from './without-stacks.ts'

const RUNS = 5_500

withoutStacks()

describe('L1 to L9, L15', () => {
  test(`random task trees take a course that the laws allow`, { timeout: TIME_LIMIT }, async () => {
    const tally = newTally()
    await fc.assert(lawAbiding('laws', tally), settings(RUNS))
    // Else the model would say nothing.
    expect(tally.exact).toBeGreaterThan(tally.partly * 50)
  })

  test.for(KEPT)('%s', async ([, program]) => {
    await expect(expectLawful(program)).resolves.toBeUndefined()
  })
})
