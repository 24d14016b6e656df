/** What `receiveSome` and its like are given. @throws RangeError unless it is a whole number from 1, or Infinity. */
export function asMaxBytes(maxBytes: number): number {
  if (maxBytes === Infinity || (Number.isInteger(maxBytes) && maxBytes > 0)) return maxBytes
  throw new RangeError(`maxBytes is a whole number from 1, or Infinity, not ${maxBytes}.`)
}
