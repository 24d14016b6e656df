import { UsageError, type Variant } from '@interleave/contract'
import type { Context } from '../src/context.ts'
import type { Interrupts } from '../src/interrupts.ts'
import type { Entry } from '../src/variants.ts'
import { fakeInterrupts } from './fake-interrupts.ts'

/** What a command wrote. */
export interface Written {
  out: string
  err: string
}

/** A context that writes into strings, not a terminal, with made-up variants by file name in `variants/`. */
export function fakeContext(ids: readonly string[], interrupts: Interrupts = fakeInterrupts()) {
  const entries = ids.map(entryOf)
  const written: Written = { out: '', err: '' }
  const context: Context = {
    terminal: {
      out: (text) => void (written.out += text),
      err: (text) => void (written.err += text),
      live: false,
      progress: false,
      columns: 100,
    },
    interrupts,
    lineup: { entries, find: (id) => entries.find((entry) => entry.id === id) ?? nowhere(id) },
  }
  return { context, written }
}

/** A made-up variant under its file's name. */
export function entryOf(id: string): Entry {
  return {
    id,
    load: async () => {
      const { variant } = (await import(new URL(`variants/${id}.ts`, import.meta.url).href)) as { variant: Variant }
      return { ...variant, id }
    },
  }
}

function nowhere(id: string): never {
  throw new UsageError(`There is no variant ${id}.`)
}
