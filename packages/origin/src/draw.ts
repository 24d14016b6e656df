/**
 * A number in [0, 1) that depends on its arguments alone: not on the order in which requests arrive, nor on how many
 * there are. All variants on one seed therefore meet the same outcome for each code, at any concurrency.
 *
 * @param seed what a run is repeated with
 * @param purpose what is being drawn (`'fate'`, `'delay'`, …), so that one request can draw several numbers
 * @param path the path asked for
 * @param attempt 1 for the first request of this path, 2 for the second, …
 */
export function draw(seed: number, purpose: string, path: string, attempt: number): number {
  return mix(hash(`${seed} ${purpose} ${attempt} ${path}`)) / 2 ** 32
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  }
  return state >>> 0
}

/** The final mix of MurmurHash3: FNV-1a alone leaves the high bits of similar texts alike. */
function mix(value: number): number {
  let state = value
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}
