import { expect, test } from 'vitest'
import { CommandLineError } from '../src/errors.ts'
import { integerOf } from '../src/integer.ts'
import { completeOptions } from '../src/prefixes.ts'

const options = ['--all', '--limit', '--max_req', '--variant', '--verbose', '--delay']

test('completes what begins one option, with its value', () => {
  expect(completeOptions(['--lim', '5', '--max=7', 'br', '-l', '--all'], options)).toEqual([
    '--limit',
    '5',
    '--max_req=7',
    'br',
    '-l',
    '--all',
  ])
})

test('leaves alone what begins nothing, and what comes after --', () => {
  expect(completeOptions(['--nope', '--', '--lim'], options)).toEqual(['--nope', '--', '--lim'])
})

test('refuses what begins two', () => {
  expect(() => completeOptions(['--ve', '--v'], options)).toThrow(
    new CommandLineError('ambiguous option: --v could match --variant, --verbose'),
  )
})

test('whole numbers, signed too; all else in argparse’s words', () => {
  const read = integerOf('-l/--limit')
  expect([read('5'), read('-5'), read('=7'), read(' 8 ')]).toEqual([5, -5, 7, 8])
  for (const text of ['x', '', '1.5', '1e3', '0x10']) {
    expect(() => read(text)).toThrow(new CommandLineError(`argument -l/--limit: invalid int value: '${text}'`))
  }
})
