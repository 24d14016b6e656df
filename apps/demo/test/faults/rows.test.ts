import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROW_CHECKS, ROWS } from './rows.ts'

const spec = readFileSync(new URL('../../../../packages/contract/SPEC.md', import.meta.url), 'utf8')

test('each row of the fault matrix that SPEC.md leaves to the command line is tried here, and no other', () => {
  const marked = [...spec.matchAll(/^- \*\*(F\d+)\*\* .+\[command line\]$/gm)].map(([, id]) => id)
  expect(ROWS).toEqual(marked)
})

test('every check is tried with every variant', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
  const sources = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n')
  const tried = new Set([...sources.matchAll(/^tryWithEachVariant\((\w+)\)$/gm)].map(([, name]) => name))
  const all = readFileSync(new URL('rows.ts', import.meta.url), 'utf8').matchAll(/\.\.\.([A-Z]+)\b/g)
  expect(tried).toEqual(new Set([...all].map(([, name]) => name)))
  expect(ROW_CHECKS).not.toEqual([])
})
