import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeEnvironment } from '../src/environment.ts'
import { report } from '../src/report.ts'
import { readResults, type Results, writeResults } from '../src/results.ts'
import { CONTROL } from '../src/run-rounds.ts'
import { spawnJoinScenarios } from '../src/spawn-join/scenarios.ts'

async function someResults(): Promise<Results> {
  const { id = '', baseline = '' } = spawnJoinScenarios[0] ?? {}
  const values = { [baseline]: 10, [CONTROL]: 10, nursery: 14, 'p-map': 90 }
  return {
    environment: await describeEnvironment({ rounds: 5, seed: 1 }),
    sizes: [{ what: 'nursery: the core', minified: 15_000, gzipped: 5_900 }],
    samples: [
      ...[1, 2, 3, 4, 5].flatMap((round) =>
        Object.entries(values).map(([contender, value]) => ({
          scenario: id,
          contender,
          round,
          value,
          cpu: value,
          runs: 5,
          took: 900,
        })),
      ),
      { scenario: id, contender: 'Effection spawn', round: 1, problem: 'over 60 s', took: 60_000 },
    ],
  }
}

test('the samples come back from their file as they were', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'results', 'some.jsonl')
  const results = await someResults()
  await writeResults(file, results)
  expect(await readResults(file)).toEqual(results)
})

test('the report shows the environment, the targets, every row in order of its ratio, and who ran out of time', async () => {
  const text = report(await someResults())
  expect(text).toContain(`Node ${process.versions.node}`)
  expect(text).toContain('| spawn-10k | nursery: at most 3 × Promise.all | met |')
  expect(text).toContain('| spawn-10k | nursery: aim at 1.5 × Promise.all | met |')
  expect(text).toContain('| size | nursery: the core: at most 6.0 kB min+gz | met |')
  expect(text).toContain('| nursery | 1.40 | 1.40 | 1.40 … 1.40 | 1.40 | more | 5 |')
  expect(text).toContain('| Effection spawn | – | – | – | – | over 60 s | 0 |')
  expect(text.indexOf('| p-map |')).toBeGreaterThan(text.indexOf('| nursery |'))
})
