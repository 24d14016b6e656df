import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Leftovers } from './programs/leaks.ts'

const PROGRAM = fileURLToPath(new URL('./programs/leaks.ts', import.meta.url))
const MEGABYTE = 1_000_000
/** For all kinds together, in ms; it takes some ten seconds. */
const LIMIT = 180_000

// V8 drops compiled code after a while, megabytes of it at some moment; that would hide a leak.
const FLAGS = ['--expose-gc', '--no-flush-bytecode']
const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, PROGRAM], { timeout: LIMIT })
const leftovers = stdout
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Leftovers)
const kinds = leftovers.filter(({ kind }) => !kind.startsWith('planted'))

describe('after 100,000 of them nothing is left:', () => {
  test.for(kinds)('$kind', ({ bytes, resources, listeners }) => {
    expect(bytes).toBeLessThan(MEGABYTE)
    expect(resources).toEqual([])
    expect(listeners).toBe(0)
  })

  test('every kind was measured', () => {
    expect(kinds.length).toBeGreaterThan(10)
  })
})

describe('a leak is seen', () => {
  const found = (kind: string): Leftovers | undefined => leftovers.find((one) => one.kind === `planted: ${kind}`)

  test('of objects', () => {
    expect(found('objects kept')?.bytes).toBeGreaterThan(MEGABYTE)
  })

  test('of a timer', () => {
    expect(found('a timer')?.resources).toEqual(['Timeout'])
  })

  test('of a listener', () => {
    expect(found('a listener')?.listeners).toBe(1)
  })
})
