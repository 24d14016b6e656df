import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What is in a folder at this instant, by name, and how many bytes each file has. */
export function sizesIn(directory: string): { readonly name: string; readonly size: number }[] {
  const names = readdirSync(directory).toSorted()
  return names.flatMap((name) => {
    // Gone since, or renamed.
    const stats = statSync(join(directory, name), { throwIfNoEntry: false })
    return stats ? [{ name, size: stats.size }] : []
  })
}
