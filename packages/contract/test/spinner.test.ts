import { expect, test } from 'vitest'
import { eraseText, frameText, spinnerLine } from '../src/index.ts'

test('frames turn through the four bars, each taking itself back', () => {
  expect([0, 1, 2, 3, 4].map((index) => frameText(index, 'thinking!'))).toEqual(
    ['|', '/', '-', '\\', '|'].map((bar) => `${bar} thinking!${'\b'.repeat(11)}`),
  )
})

test('erasing is as wide as a frame', () => {
  expect(eraseText('thinking!')).toBe(' '.repeat(11) + '\b'.repeat(11))
})

test('the first line names the object', () => {
  expect(spinnerLine('<Task pending spin>')).toBe('spinner object: <Task pending spin>\n')
})
