import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lawAbiding, newTally } from './law-abiding.ts'
import { settings, TIME_LIMIT } from './settings.ts'

const RUNS = 5_500

test(
  'L10, L16: task trees that share channels, locks, semaphores and limiters lose nothing and keep the order',
  { timeout: TIME_LIMIT },
  async () => {
    const tally = newTally()
    await fc.assert(lawAbiding(true, tally), settings(RUNS))
    expect(tally.exact).toBeGreaterThan(tally.partly * 50)
  },
)
