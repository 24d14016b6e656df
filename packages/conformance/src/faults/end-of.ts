import type { Item } from '@interleave/contract'

/** How an item ended, in one word: the kind of its failure, or its status where it is no error. */
export function endOf({ status, failure }: Item): string {
  return failure?.kind ?? status
}
