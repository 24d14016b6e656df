import { CODES } from '@interleave/flags'

/** `count` codes that exist, in an order that is no alphabet's, so that sorting them would show. */
export function someCodes(count: number): string[] {
  return CODES.slice(0, count).toReversed()
}

/** Codes of two letters that no country has. */
export const MISSING: readonly string[] = ['AA', 'QQ', 'XX', 'ZZ']
