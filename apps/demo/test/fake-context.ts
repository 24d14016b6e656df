import { UsageError } from '@interleave/contract'
import type { Context } from '../src/context.ts'
import type { Interrupts } from '../src/interrupts.ts'
import type { Entry } from '../src/variants.ts'
import { fakeInterrupts } from './fake-interrupts.ts'
import { madeUp } from './made-up.ts'

/** What a command wrote. */
interface Written {
  out: string
  err: string
}

/** A context that writes into strings, not a terminal, with made-up variants by name. */
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

/** One that is not made up can't be loaded. */
function entryOf(id: string): Entry {
  const variant = Object.entries(madeUp).find(([name]) => name === id)?.[1]
  return {
    id,
    describe: async () => {
      if (variant === undefined) throw new Error(`There is no ${id}.`)
      return { ...variant, id }
    },
  }
}

function nowhere(id: string): never {
  throw new UsageError(`There is no variant ${id}.`)
}
