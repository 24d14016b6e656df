import type { Description } from '@interleave/contract'
import { sentenceOf } from './errors.ts'

/** A place in the lineup: what a command needs to know before the variant is loaded. */
export interface Entry {
  readonly id: string
  readonly describe: () => Promise<Description>
}

/** The variants that a command can run. */
export interface Lineup {
  /** All, in the order in which they are shown. */
  readonly entries: readonly Entry[]
  /** The one of this id. Throws a UsageError that names the nearest. */
  readonly find: (id: string) => Entry
}

/** What asking a variant about itself came to. */
export type Described = { readonly id: string } & ({ readonly variant: Description } | { readonly missing: string })

/** The entries that ids name, in lineup order; `all` means every one. Throws what `find` throws. */
export function chooseVariants(ids: readonly string[], { entries, find }: Lineup): readonly Entry[] {
  const chosen = new Set(ids.filter((id) => id !== 'all').map((id) => find(id).id))
  return ids.includes('all') ? entries : entries.filter(({ id }) => chosen.has(id))
}

/** Describes one; a variant that can't be loaded is told as missing, and the others go on. */
export async function describeVariant(entry: Entry): Promise<Described> {
  try {
    return { id: entry.id, variant: await entry.describe() }
  } catch (error) {
    return { id: entry.id, missing: `It can't be loaded: ${sentenceOf(error)}` }
  }
}
