export * from 'vitest'
// These two take the place of vitest's own.
export { type NurseryFixtures, test, test as it } from './vitest/test.ts'
