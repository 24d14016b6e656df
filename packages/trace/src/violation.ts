/** Rules of a well-formed recording. */
export type Rule = 'named' | 'once' | 'order' | 'after-cancel' | 'inside' | 'limit' | 'orphan'

/** One breach of a rule, with a sentence for people. */
export interface Violation {
  readonly rule: Rule
  /** What it is about. */
  readonly id: string
  readonly message: string
}
