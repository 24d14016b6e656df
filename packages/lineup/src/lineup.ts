import type { Description, Variant } from '@interleave/contract'

/** A place in the lineup. */
export interface LineupEntry {
  /** The variant's id, known before it is loaded. */
  readonly id: string
  /** Imports what the variant says about itself, and none of its programs: it takes a fraction of the time. */
  readonly describe: () => Promise<Description>
  /** Imports the variant, and only this one: a process loads what it runs. Rejects as `import()` does. */
  readonly load: () => Promise<Variant>
}

/**
 * Every variant, in the order in which they are read, run and shown: from what blocks to what is structured. Adding a
 * variant adds an entry here.
 *
 * @example
 * for (const { id, describe } of lineup) console.log(id, (await describe()).title)
 */
export const lineup: readonly LineupEntry[] = [
  {
    id: 'sequential',
    describe: async () => (await import('@interleave/variant-sequential/description')).description,
    load: async () => (await import('@interleave/variant-sequential')).variant,
  },
  {
    id: 'threads',
    describe: async () => (await import('@interleave/variant-threads/description')).description,
    load: async () => (await import('@interleave/variant-threads')).variant,
  },
  {
    id: 'callback',
    describe: async () => (await import('@interleave/variant-callback/description')).description,
    load: async () => (await import('@interleave/variant-callback')).variant,
  },
  {
    id: 'promise',
    describe: async () => (await import('@interleave/variant-promise/description')).description,
    load: async () => (await import('@interleave/variant-promise')).variant,
  },
  {
    id: 'generator',
    describe: async () => (await import('@interleave/variant-generator/description')).description,
    load: async () => (await import('@interleave/variant-generator')).variant,
  },
  {
    id: 'async-await',
    describe: async () => (await import('@interleave/variant-async-await/description')).description,
    load: async () => (await import('@interleave/variant-async-await')).variant,
  },
  {
    id: 'rxjs',
    describe: async () => (await import('@interleave/variant-rxjs/description')).description,
    load: async () => (await import('@interleave/variant-rxjs')).variant,
  },
  {
    id: 'nursery',
    describe: async () => (await import('@interleave/variant-nursery/description')).description,
    load: async () => (await import('@interleave/variant-nursery')).variant,
  },
]
