import { UsageError } from '@interleave/contract'
import { distance } from './distance.ts'
import { lineup, type LineupEntry } from './lineup.ts'

/**
 * The lineup's entry of this id. Throws a `UsageError` that lists the ids, and names the nearest where one is near.
 *
 * @example
 * const variant = await findVariant('rxjs').load()
 */
export function findVariant(id: string): LineupEntry {
  const entry = lineup.find((candidate) => candidate.id === id)
  if (entry) return entry
  const ids = lineup.map((candidate) => candidate.id)
  const near = nearest(id.toLowerCase(), ids)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new UsageError(`There is no variant ${JSON.stringify(id)}.${hint} There are: ${ids.join(', ')}.`)
}

/** The candidate that takes the fewest edits, unless that would be half of it or more. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: distance(word, candidate) }))
    .toSorted((a, b) => a.edits - b.edits)
  return best && best.edits * 2 < best.candidate.length ? best.candidate : undefined
}
