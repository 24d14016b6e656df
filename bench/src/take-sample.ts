import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Reading, Sample } from './sample.ts'

const MEASURE = fileURLToPath(new URL('./measure.ts', import.meta.url))

export interface SampleRequest {
  readonly scenario: string
  readonly contender: string
  readonly round: number
  /** How long the process may live, in ms. */
  readonly limit: number
  /** The program to run instead of the real one, for tests. */
  readonly program?: string
}

/** Measures in a fresh process, so that nothing that ran before has shaped the heap or the compiler. Never rejects. */
export async function takeSample({ limit, program = MEASURE, ...sample }: SampleRequest): Promise<Sample> {
  const { NODE_OPTIONS: _, ...env } = process.env
  const started = performance.now()
  const took = (): number => Math.round(performance.now() - started)
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', program, sample.scenario, sample.contender],
      { timeout: limit, killSignal: 'SIGKILL', env },
    )
    return { ...sample, ...(JSON.parse(stdout) as Reading), took: took() }
  } catch (error) {
    return { ...sample, problem: problemOf(error, limit), took: took() }
  }
}

function problemOf(error: unknown, limit: number): string {
  const { killed, stderr } = error as { killed?: boolean; stderr?: string }
  if (killed === true) return `over ${limit / 1_000} s`
  const line = stderr?.split('\n').find((text) => /^\w*Error\b/.test(text))
  return line?.trim() ?? String(error)
}
