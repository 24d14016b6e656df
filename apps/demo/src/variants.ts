import type { Variant } from '@interleave/contract'
import { sentenceOf } from './errors.ts'

/** A place in the lineup: what a command needs to know before the variant is loaded. */
export interface Entry {
  readonly id: string
  readonly load: () => Promise<Variant>
}

/** The variants that a command can run. */
export interface Lineup {
  /** All, in the order in which they are shown. */
  readonly entries: readonly Entry[]
  /** The one of this id. Throws a UsageError that names the nearest. */
  readonly find: (id: string) => Entry
}

/** What loading a variant came to. */
export type Loaded = { readonly id: string } & ({ readonly variant: Variant } | { readonly missing: string })

/** The entries that ids name, in lineup order; `all` means every one. Throws what `find` throws. */
export function chooseVariants(ids: readonly string[], { entries, find }: Lineup): readonly Entry[] {
  const chosen = new Set(ids.filter((id) => id !== 'all').map((id) => find(id).id))
  return ids.includes('all') ? entries : entries.filter(({ id }) => chosen.has(id))
}

/** Loads one; a variant that can't be loaded is told as missing, and the others go on. */
export async function loadVariant(entry: Entry): Promise<Loaded> {
  try {
    return { id: entry.id, variant: await entry.load() }
  } catch (error) {
    return { id: entry.id, missing: `It can't be loaded: ${sentenceOf(error)}` }
  }
}
