import { CLAUSES } from '@interleave/conformance'
import { expect, test } from 'vitest'
import { between } from '../scripts/matrix/between.ts'
import { groupOf, GROUPS } from '../scripts/matrix/groups.ts'
import { ranges, table } from '../scripts/matrix/markdown.ts'
import type { Cell, Row } from '../scripts/matrix/row.ts'
import { shortMatrix } from '../scripts/matrix/short-matrix.ts'

test('every clause answers one question, and no question is without a clause', () => {
  expect(CLAUSES.filter(({ id }) => groupOf(id) === undefined).map(({ id }) => id)).toEqual([])
  const ids = CLAUSES.map(({ id }) => id)
  const named = GROUPS.flatMap(({ clauses }) => clauses)
  expect(named.filter((id) => !ids.includes(id))).toEqual([])
  expect(named).toHaveLength(new Set(named).size)
})

test.for([
  [[], ''],
  [['D1'], 'D1'],
  [['D1', 'D2'], 'D1, D2'],
  [['D1', 'D2', 'D3', 'R3', 'R4', 'R5', 'R7'], 'D1–D3, R3–R5, R7'],
  [['D3', 'R4'], 'D3, R4'],
] as const)('%j in short is %s', ([ids, short]) => {
  expect(ranges(ids)).toBe(short)
})

test('what stands in a cell does not end it', () => {
  expect(table(['a'], [['b|c']])).toBe('| a |\n| --- |\n| b\\|c |')
})

test('only what stands between the marks is replaced', () => {
  expect(between('a<!-- m -->old<!-- /m -->b', 'm', 'new')).toBe('a<!-- m -->\n\nnew\n\n<!-- /m -->b')
  expect(() => between('a<!-- m -->', 'm', 'new')).toThrow('There must be')
})

test('a clause that fails makes its question fail, and says why', () => {
  const cells = (states: Record<string, Cell>) =>
    new Map(CLAUSES.map(({ id }): [string, Cell] => [id, states[id] ?? { state: 'kept' }]))
  const row: Omit<Row, 'title' | 'cells'> = { id: 'x', isPeer: false, idiom: 'x()', lacks: {} }
  const alone = { D7: { state: 'excused', reason: 'overlaps' } } as const
  const text = shortMatrix([
    { ...row, title: 'Good', cells: cells({}) },
    { ...row, title: 'Modest', cells: cells(alone), lacks: { overlaps: 'One at a time.' } },
    { ...row, title: 'Nearly', cells: cells(alone), lacks: { virtualTime: 'Clocks of its own.' } },
    {
      ...row,
      title: 'Bad',
      isPeer: true,
      inShort: 'no bound',
      cells: cells({ D5: { state: 'fails', reason: 'It has no bound.' } }),
    },
  ])
  expect(text).toContain('| Good | ✓ | ✓ | ✓ | ✓ |')
  expect(text).toContain('| Modest | ✓ | ✓ | – | ✓ |')
  expect(text).toContain('| Nearly | ✓ | ✓ | (✓) | ✓ |')
  expect(text).toContain('| Bad | ✓ | ✓ | ✓ | ✗ |')
  expect(text).toContain('- Bad: no bound')
})
