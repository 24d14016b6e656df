import { CODES, POP20 } from '@interleave/flags'
import { describe, expect, test } from 'vitest'
import { isCodeArgument, selectCodes } from '../src/selection.ts'

test('nothing given means the top 20, sorted, and the limit counts there too', () => {
  expect(selectCodes({ given: [] }).join(' ')).toBe('BD BR CD CN DE EG ET FR ID IN IR JP MX NG PH PK RU TR US VN')
  expect(selectCodes({ given: [], limit: 2 })).toEqual(['BD', 'BR'])
  expect(POP20[0]).toBe('CN')
})

test('a letter means its 26 codes; cases and duplicates don’t matter; the limit counts after sorting', () => {
  expect(selectCodes({ given: ['b'] })).toHaveLength(26)
  expect(selectCodes({ given: ['br', 'B'], limit: 3 })).toEqual(['BA', 'BB', 'BC'])
  expect(selectCodes({ given: ['us', 'BR', 'Us'] })).toEqual(['BR', 'US'])
})

test('every beats all, and all beats what is given', () => {
  const every = selectCodes({ given: ['BR'], all: true, every: true })
  expect([every.length, every[0], every.at(-1)]).toEqual([676, 'AA', 'ZZ'])
  expect(selectCodes({ given: ['XX'], all: true })).toEqual(CODES)
  expect(selectCodes({ given: [], all: true, limit: 100 }).at(-1)).toBe('LK')
  expect(selectCodes({ given: [], every: true, limit: 1000 })).toHaveLength(676)
})

describe('an argument', () => {
  test.each(['B', 'b', 'BR', 'bR'])('%s is one', (argument) => expect(isCodeArgument(argument)).toBe(true))
  test.each(['', 'ABC', '1', 'ç', 'B1', '..', '../', 'a\n', 'ıi'])('%j is none', (argument) =>
    expect(isCodeArgument(argument)).toBe(false),
  )
})
