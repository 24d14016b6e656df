import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lawAbiding, newTally } from './law-abiding.ts'
import { settings, TIME_LIMIT } from './settings.ts'
import { withoutStacks } from './without-stacks.ts'

const RUNS = 4_500

withoutStacks()

test.for(['resources', 'contention'] as const)(
  'L10, L16: task trees that share channels, locks, semaphores and limiters lose nothing and keep the order (%s)',
  { timeout: TIME_LIMIT },
  async (kind) => {
    const tally = newTally()
    await fc.assert(lawAbiding(kind, tally), settings(RUNS))
    // Else the model would say nothing.
    expect(tally.exact).toBeGreaterThan(tally.partly * 50)
  },
)
