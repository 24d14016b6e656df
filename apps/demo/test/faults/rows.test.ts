import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const spec = readFileSync(new URL('../../../../packages/contract/SPEC.md', import.meta.url), 'utf8')

test('each row of the fault matrix that SPEC.md leaves to the command line is tried here, and no other', () => {
  const marked = [...spec.matchAll(/^- \*\*(F\d+)\*\* .+\[command line\]$/gm)].map(([, id]) => id)
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts') && name !== 'rows.test.ts')
  const sources = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n')
  const tried = new Set([...sources.matchAll(/['`](F\d+) /g)].map(([, id]) => id))
  expect(tried).toEqual(new Set(marked))
})
