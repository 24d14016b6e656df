import { UsageError, type Variant } from '@interleave/contract'
import { sentenceOf } from './errors.ts'
import { nearest } from './nearest.ts'

/** A place in the lineup: what a command needs to know before the variant is loaded. */
export interface Entry {
  readonly id: string
  load(): Promise<Variant>
}

/** What loading a variant came to. */
export type Loaded = { readonly id: string } & ({ readonly variant: Variant } | { readonly missing: string })

/**
 * The entries that ids name, in lineup order; `all`, or no id, means every one. Throws {@link UsageError} for an id that
 * is not there, with the nearest that is.
 */
export function chooseVariants(ids: readonly string[], entries: readonly Entry[]): readonly Entry[] {
  const known = entries.map(({ id }) => id)
  const unknown = ids.find((id) => id !== 'all' && !known.includes(id))
  if (unknown !== undefined) {
    const near = nearest(unknown, known)
    const hint = near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`
    throw new UsageError(`there is no variant ${JSON.stringify(unknown)}; ${hint}`)
  }
  if (ids.length === 0 || ids.includes('all')) return entries
  return entries.filter(({ id }) => ids.includes(id))
}

/** Loads one; a variant that can't be loaded is told as missing, and the others go on. */
export async function loadVariant(entry: Entry): Promise<Loaded> {
  try {
    return { id: entry.id, variant: await entry.load() }
  } catch (error) {
    return { id: entry.id, missing: `It can't be loaded: ${sentenceOf(error)}` }
  }
}
