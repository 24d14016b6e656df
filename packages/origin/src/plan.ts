import type { Fault } from './faults/behave.ts'

/** What every behaviour may add. */
export interface Timing {
  /** Wait this long before the first byte, in ms; at most 600,000. */
  readonly delay?: number
  /** Wait to be released before the first byte (and before the delay). */
  readonly hold?: boolean
}

/** What the server does with one request. */
export type Behaviour = Fault & Timing

/**
 * Behaviours by code (`'BR'`), by path (`'/flags/br/metadata.json'`) or `'*'` for all others; the path goes before the
 * code, the code before `'*'`. A list is a sequence: its first element answers the first GET of a path, its second the
 * second, its last all others. Whatever the plan doesn't name does as the label says, and so does `{ kind: 'preset' }`.
 *
 * @example
 * const plan: Plan = { BR: { kind: 'reset', at: 'in-body' }, CN: [{ kind: 'status', status: 503 }, { kind: 'serve' }] }
 */
export type Plan = Readonly<Record<string, Behaviour | readonly Behaviour[]>>
