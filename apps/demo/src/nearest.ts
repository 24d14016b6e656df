/**
 * The candidate that is most like a mistyped word, or undefined where none is near: what it begins, or what is at most
 * a third of its letters away.
 *
 * @example
 * nearest('asinc-await', ['rxjs', 'async-await']) // 'async-await'
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase()
  const begun = candidates.filter((candidate) => lower !== '' && candidate.startsWith(lower))
  if (begun.length === 1) return begun[0]
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: distance(lower, candidate) }))
    .filter((entry) => entry.distance <= Math.max(1, Math.floor(Math.max(lower.length, entry.candidate.length) / 3)))
    .toSorted((left, right) => left.distance - right.distance)
  return best?.candidate
}

/** Levenshtein's distance: letters to insert, delete or replace. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 1; i <= from.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = above[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, replaced))
    }
  }
  return row[to.length]!
}
