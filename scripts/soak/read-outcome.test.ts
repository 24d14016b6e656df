import { expect, test } from 'vitest'
import { readOutcome } from './read-outcome.ts'

test('adds up what passed, and names what failed', () => {
  const output = [
    '@interleave/flags:test: \u001B[2m      Tests \u001B[22m \u001B[1m\u001B[32m58 passed\u001B[39m\u001B[22m (58)',
    '@interleave/demo:test:  FAIL  test/main.test.ts > list > says it',
    '@interleave/demo:test:       Tests  1 failed | 271 passed (272)',
    '@interleave/demo:test:  FAIL  test/main.test.ts > list > says it',
    '@interleave/nursery:test:       Tests  788 passed | 1 expected fail | 2 skipped (791)',
    ' Tasks:    17 successful, 17 total',
  ].join('\n')
  expect(readOutcome(output)).toEqual({
    passed: 58 + 271 + 788,
    failed: ['@interleave/demo test/main.test.ts > list > says it'],
  })
})

test('says nothing of output that says nothing', () => {
  expect(readOutcome('')).toEqual({ passed: 0, failed: [] })
})
