import type { Finding } from './finding.ts'

/** What the process that tries a variant tells the one that started it: a line of JSON each, on the descriptor for answers. */
export type Told =
  /** The module is loaded, and this is its variant. */
  | { readonly kind: 'loaded'; readonly id: string; readonly title: string }
  /** Something begins, and must end within `limit` ms. */
  | { readonly kind: 'begins'; readonly name: string; readonly limit: number }
  | { readonly kind: 'found'; readonly finding: Finding }
  /** The call was wrong, with a sentence for whoever made it. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** All has been tried. */
  | { readonly kind: 'over' }

/** What to try, as the process is told it. */
export interface Task {
  /** Path of the module. */
  readonly module: string
  /** Clauses by number; all when absent, and then excuses and drawn runs too. */
  readonly only?: readonly string[]
  /** How long a clause waits for what must come, in ms. */
  readonly patience: number
  /** How long a clause may take at all, in ms. */
  readonly limit: number
}
