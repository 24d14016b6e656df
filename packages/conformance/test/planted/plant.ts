import type { Variant } from '@interleave/contract'
import { makeVariant, type Change } from './make-variant.ts'

/** A variant with one mistake in it, and the clause that must find it. */
export interface Plant {
  readonly variant: Variant
  /** `D5` */
  readonly breaks: string
  /** The mistake, in a sentence. */
  readonly mistake: string
}

/** Plants one mistake. */
export function plant(id: string, breaks: string, mistake: string, change: Change): Plant {
  return { variant: makeVariant(id, change), breaks, mistake }
}
