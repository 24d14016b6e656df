import type { Variant } from '@interleave/contract'

/** A place in the lineup. */
export interface LineupEntry {
  /** The variant's id, known before it is loaded. */
  readonly id: string
  /** Imports the variant, and only this one: a process loads what it runs. Rejects as `import()` does. */
  readonly load: () => Promise<Variant>
}

/**
 * Every variant, in the order in which they are read, run and shown: from what blocks to what is structured. Adding a
 * variant adds a line here.
 *
 * @example
 * for (const { id, load } of lineup) console.log(id, (await load()).title)
 */
export const lineup: readonly LineupEntry[] = [
  { id: 'sequential', load: async () => (await import('@interleave/variant-sequential')).variant },
  { id: 'threads', load: async () => (await import('@interleave/variant-threads')).variant },
  { id: 'callback', load: async () => (await import('@interleave/variant-callback')).variant },
  { id: 'promise', load: async () => (await import('@interleave/variant-promise')).variant },
  { id: 'generator', load: async () => (await import('@interleave/variant-generator')).variant },
  { id: 'async-await', load: async () => (await import('@interleave/variant-async-await')).variant },
  { id: 'rxjs', load: async () => (await import('@interleave/variant-rxjs')).variant },
  { id: 'nursery', load: async () => (await import('@interleave/variant-nursery')).variant },
]
