import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Environment } from './environment.ts'
import type { Sample } from './sample.ts'
import type { Size } from './size.ts'

/** One run of the benchmark: where, what was measured, and the raw samples. */
export interface Results {
  readonly environment: Environment
  readonly sizes: readonly Size[]
  readonly samples: readonly Sample[]
}

type Line = { environment: Environment } | { size: Size } | { sample: Sample }

/** Writes JSON lines: the environment, the sizes, then every sample in the order in which it was taken. */
export async function writeResults(file: string, { environment, sizes, samples }: Results): Promise<void> {
  const lines: Line[] = [{ environment }, ...sizes.map((size) => ({ size })), ...samples.map((sample) => ({ sample }))]
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** Reads what {@link writeResults} wrote. */
export async function readResults(file: string): Promise<Results> {
  const text = await readFile(file, 'utf8')
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
  const environment = lines.flatMap((line) => ('environment' in line ? [line.environment] : []))[0]
  if (environment === undefined) throw new Error(`${file} has no line with the environment: run the benchmark again.`)
  return {
    environment,
    sizes: lines.flatMap((line) => ('size' in line ? [line.size] : [])),
    samples: lines.flatMap((line) => ('sample' in line ? [line.sample] : [])),
  }
}
