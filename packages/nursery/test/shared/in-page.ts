import { coreTests } from './core-tests.ts'

// What the test runner calls from outside the page: the outcome of one test, as text, or null when it passed.
Object.assign(globalThis, {
  runCoreTest: (name: string): Promise<string | null> => outcomeOf(name),
  hasAsyncLocalStorage: 'process' in globalThis,
})

async function outcomeOf(name: string): Promise<string | null> {
  const test = coreTests[name]
  if (test === undefined) return `there is no test named ${name}`
  try {
    await test()
    return null
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}
