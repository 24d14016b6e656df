import { expect, test } from 'vitest'
import { readWords } from './read-words.ts'

const LOG = 'soak.jsonl'

test('without words, ten runs of all tests', () => {
  expect(readWords([], LOG)).toEqual({ runs: 10, log: LOG, report: false, part: {} })
})

test('a part of the tests, and another log', () => {
  const words = [
    '200',
    '--only',
    'F3 |F29 ',
    '--package',
    '@interleave/conformance',
    '--file',
    'planted.test',
    '--log',
    'other.jsonl',
  ]
  expect(readWords(words, LOG)).toEqual({
    runs: 200,
    log: 'other.jsonl',
    report: false,
    part: { only: 'F3 |F29 ', packages: ['@interleave/conformance'], files: ['planted.test'] },
  })
})

test.each([
  [['0'], /whole number from 1, not 0\./],
  [['some'], /whole number from 1, not some\./],
  [['2', '3'], /whole number from 1, not 2 3\./],
  [['--only', '('], /regular expression for titles of tests, not \(\./],
  [['--loud'], /--loud/],
])('%j is told in a sentence', (words, sentence) => {
  expect(() => readWords(words, LOG)).toThrow(sentence)
})
