/** Assertions that need no test runner, so that the same tests run in Node and in a browser's page. */

/** Compares structures by their JSON, which is all that these tests need. @throws Error when they differ. */
export function equal(actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`expected ${wanted}, got ${got}`)
}

/** The error that `work` fails with. @throws Error when it doesn't fail, or with another class of error. */
export async function failure<E>(work: () => unknown, errorClass: abstract new (...args: never[]) => E): Promise<E> {
  try {
    await work()
  } catch (error) {
    if (error instanceof errorClass) return error
    throw new Error(`expected a ${errorClass.name}, got ${String(error)}`, { cause: error })
  }
  throw new Error(`expected a ${errorClass.name}, got no error`)
}

/** Whether a scope is found by itself after an `await`. False where there is no AsyncLocalStorage. */
export function hasAmbientScope(): boolean {
  return globalThis.process?.getBuiltinModule?.('node:async_hooks') !== undefined
}
