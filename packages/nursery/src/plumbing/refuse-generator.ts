/** Passes on what a function returned. A generator function, called, runs nothing of itself. @throws TypeError when it was one. */
export function refuseGenerator<R>(result: R, what: string): R {
  if (typeof result === 'object' && result !== null && 'next' in result && 'return' in result && 'throw' in result) {
    throw new TypeError(`${what} is a generator function, which runs nothing by itself: use an async function.`)
  }
  return result
}
