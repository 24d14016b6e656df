import { CODES, POP20 } from '@interleave/flags'

/** What the command line says about which flags. */
export interface Selection {
  /** Codes and first letters, in any case, as typed. */
  readonly given: readonly string[]
  /** All flags that exist. */
  readonly all?: boolean
  /** Every possible code, AA to ZZ. */
  readonly every?: boolean
  /** At most this many, counted after sorting. */
  readonly limit?: number | undefined
}

/**
 * The codes to download: every beats all beats given; nothing given means the twenty most populous countries. Sorted,
 * without duplicates, then cut to the limit.
 *
 * @example
 * selectCodes({ given: ['br', 'B'], limit: 3 }) // ['BA', 'BB', 'BC']
 */
export function selectCodes(selection: Selection): string[] {
  const codes = chosen(selection).toSorted()
  return codes.slice(0, selection.limit ?? codes.length)
}

/** Whether an argument is a code or a first letter: one or two ASCII letters. */
export function isCodeArgument(argument: string): boolean {
  return /^[A-Za-z]{1,2}$/.test(argument)
}

function chosen({ given, all, every }: Selection): readonly string[] {
  if (every) return LETTERS.flatMap(startingWith)
  if (all) return CODES
  if (given.length === 0) return POP20
  const codes = given.map((argument) => argument.toUpperCase())
  return [...new Set(codes.flatMap((code) => (code.length === 1 ? startingWith(code) : [code])))]
}

function startingWith(letter: string): string[] {
  return LETTERS.map((second) => letter + second)
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
