import { beforeAll } from 'vitest'

/** Hundreds of thousands of errors are thrown on purpose; their stacks, a hundred lines each under vitest, took most of the time. */
export function withoutStacks(): void {
  beforeAll(() => {
    const usual = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    return () => {
      Error.stackTraceLimit = usual
    }
  })
}
