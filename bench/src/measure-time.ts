import type { Contender } from './scenario.ts'
import type { Reading } from './sample.ts'
import { median } from './statistics.ts'

/** A phase ends when it lasted so long, in ms, with at least and at most so many runs. */
interface Phase {
  readonly lasting: number
  readonly fewest: number
  readonly most: number
}

const WARM_UP: Phase = { lasting: 300, fewest: 2, most: 300 }
const MEASURE: Phase = { lasting: 400, fewest: 3, most: 100 }
/** No phase goes on after this, in ms. */
const ENOUGH = 2_000

/**
 * Repeats the work until the compiler has settled, then measures: the median of the runs, with whatever collections fall
 * into them. None is forced: a full collection before each run was seen to make the run after it two to ten times dearer,
 * and not equally so for all. Work that takes longer than 2 s is measured cold, once: the compiler had time enough.
 */
export async function measureTime(contender: Contender, count: number): Promise<Reading> {
  const first = await timed(contender, count)
  if (first.wall > ENOUGH) return { value: first.wall, cpu: first.cpu, runs: 1 }
  await repeat(WARM_UP, () => timed(contender, count))
  const runs = await repeat(MEASURE, () => timed(contender, count))
  return { value: median(runs.map((run) => run.wall)), cpu: median(runs.map((run) => run.cpu)), runs: runs.length }
}

interface Run {
  readonly wall: number
  readonly cpu: number
}

async function repeat({ lasting, fewest, most }: Phase, once: () => Promise<Run>): Promise<Run[]> {
  const runs: Run[] = []
  let spent = 0
  while (runs.length < most && spent < ENOUGH && (spent < lasting || runs.length < fewest)) {
    const run = await once()
    runs.push(run)
    spent += run.wall
  }
  return runs
}

async function timed(contender: Contender, count: number): Promise<Run> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await contender.run(count)
  const wall = performance.now() - started
  const used = process.cpuUsage(cpu)
  return { wall, cpu: (used.user + used.system) / 1_000 }
}
