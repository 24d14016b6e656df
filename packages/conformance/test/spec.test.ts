import { readFileSync } from 'node:fs'
import { CAPABILITIES } from '@interleave/contract'
import { expect, test } from 'vitest'
import { CLAUSES } from '../src/index.ts'

const spec = readFileSync(new URL('../../contract/SPEC.md', import.meta.url), 'utf8')
const all = [...spec.matchAll(/^- \*\*([SDRF]\d+)\*\* (.+)$/gm)].map(([, id = '', text = '']) => ({ id, text }))
// Rows that need a process of their own are tried where there is one: in the tests of the command line.
const written = all.filter(({ text }) => !text.endsWith('[command line]'))

test('every clause of SPEC.md is a clause of the suite, and the other way round', () => {
  expect(CLAUSES.map(({ id }) => id).toSorted()).toEqual(written.map(({ id }) => id).toSorted())
})

test('the fault matrix has a clause for each of its forty rows', () => {
  const faults = all.filter(({ id }) => id.startsWith('F')).map(({ id }) => id)
  expect(faults).toEqual(Array.from({ length: 40 }, (_, row) => `F${row + 1}`))
})

test('each clause says why it matters and how it is checked', () => {
  for (const { id } of all)
    expect(spec, `the clause ${id}`).toMatch(new RegExp(`\\*\\*${id}\\*\\* .+\n  _Why:_ .+ _Checked:_ .+\\.$`, 'm'))
})

test('each needs the capabilities that SPEC.md names', () => {
  const named = written.map(({ id, text }) => [id, CAPABILITIES.filter((name) => bracket(text).includes(name))])
  const needed = CLAUSES.map(({ id, needs = [] }) => [id, CAPABILITIES.filter((name) => needs.includes(name))])
  expect(Object.fromEntries(needed)).toEqual(Object.fromEntries(named))
})

test('each capability excuses a clause that nothing else does', () => {
  for (const capability of CAPABILITIES) {
    expect(CLAUSES.filter(({ needs }) => needs?.join() === capability).map(({ id }) => id)).not.toEqual([])
  }
})

function bracket(text: string): readonly string[] {
  return /\[([^\]]+)\]$/.exec(text)?.[1]?.split(', ') ?? []
}
