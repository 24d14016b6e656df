import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Sample } from '../src/sample.ts'
import { takeSample } from '../src/take-sample.ts'

function sampleOf(program: URL, limit: number): Promise<Sample> {
  return takeSample({ scenario: 'any', contender: 'own', round: 1, limit, program: fileURLToPath(program) })
}

test('a sample is what its process printed, and that process can collect its heap', async () => {
  expect(await sampleOf(new URL('./programs/reads.ts', import.meta.url), 30_000)).toMatchObject({
    scenario: 'any',
    round: 1,
    value: 1,
    cpu: 2,
    runs: 4,
  })
})

test('a process that hangs is stopped and shown as such', async () => {
  const sample = await sampleOf(new URL('./programs/hangs.ts', import.meta.url), 300)
  expect(sample.problem).toBe('over 0.3 s')
  expect(sample.value).toBeUndefined()
})

test('a process that fails is shown with its error', async () => {
  expect((await sampleOf(new URL('./programs/fails.ts', import.meta.url), 30_000)).problem).toBe(
    'RangeError: no such work',
  )
})
