/** A generator function, called, runs nothing of itself. @throws TypeError when that is what was called. */
export function refuseGenerator(result: unknown, what: string): void {
  if (typeof result !== 'object' || result === null) return
  if ('next' in result && 'return' in result && 'throw' in result) {
    throw new TypeError(`${what} is a generator function, which runs nothing by itself: use an async function.`)
  }
}
