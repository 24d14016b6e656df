import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openBench } from '../src/index.ts'
import { TOLERANCE } from '../src/tolerance.ts'
import { withSubject } from '../src/subject.ts'
import { CONTROL } from './planted/plants.ts'

test('the folder of a subject is cleared away, be it still written to', async () => {
  await using bench = await openBench()
  let root = ''
  let written = 0
  await withSubject(CONTROL, bench.origin, TOLERANCE.patience, async ({ directory }) => {
    root = dirname(directory)
    // A file in each turn of the event loop, so between the steps of the clearing; not for as long as it tries again.
    const write = () => {
      if (++written > 500 || !existsSync(directory)) return
      writeFileSync(join(directory, `${written}`), '')
      setImmediate(write)
    }
    write()
  })
  expect(written).toBeGreaterThan(1)
  expect(existsSync(root), 'the folder').toBe(false)
})
