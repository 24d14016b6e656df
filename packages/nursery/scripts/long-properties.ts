/**
 * The properties of `test/properties`, for as many programs as wanted: `node scripts/long-properties.ts laws 500000 1` draws
 * half a million from seed 1 on; `resources` and `contention` do so with channels and locks. One line for every chunk; a failure ends it
 * with its seed and path.
 */
import * as fc from 'fast-check'
import { isKind, lawAbiding, newTally } from '../test/properties/law-abiding.ts'

/** Programs of one seed. */
const CHUNK = 5_000

const [kind, wanted = '1000000', firstSeed = '1'] = process.argv.slice(2)
if (!isKind(kind)) throw new Error('Say which: laws, resources or contention; then how many, then a seed.')

const tally = newTally()
const property = lawAbiding(kind, tally)
for (let seed = Number(firstSeed), done = 0; done < Number(wanted); seed++, done += CHUNK) {
  await fc.assert(property, { seed, numRuns: CHUNK })
  console.log(JSON.stringify({ kind, seed, runs: done + CHUNK, ...tally }))
}
