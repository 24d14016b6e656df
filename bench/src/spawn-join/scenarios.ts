import type { Scenario } from '../scenario.ts'
import { type Join, joining } from './joins.ts'
import { awaitingTasks, type TaskSet, trivialTasks } from './tasks.ts'

const BASELINE = 'Promise.all'
const JOINS: Readonly<Record<string, () => Promise<{ readonly join: Join }>>> = {
  [BASELINE]: () => import('./promise-all.ts'),
  'Promise.allSettled': () => import('./promise-all-settled.ts'),
  nursery: () => import('./nursery.ts'),
  'nursery in run()': () => import('./nursery-in-run.ts'),
  'nursery, limit 100': () => import('./nursery-limit.ts'),
  'Effect.forEach': () => import('./effect-for-each.ts'),
  'Effect.forkChild': () => import('./effect-fork.ts'),
  'Effection spawn': () => import('./effection.ts'),
  'p-limit(100)': () => import('./p-limit.ts'),
  'p-map': () => import('./p-map.ts'),
  'p-queue, 100': () => import('./p-queue.ts'),
  'async.mapLimit(100)': () => import('./async-map-limit.ts'),
  'rxjs mergeMap': () => import('./rxjs-merge-map.ts'),
}

/** Opening a nursery, starting tasks that do next to nothing, and waiting for all of them. */
export const spawnJoinScenarios: readonly Scenario[] = [
  spawnJoin('spawn-10k', 10_000, 'tasks that end at once', trivialTasks),
  spawnJoin('spawn-100k', 100_000, 'tasks that end at once', trivialTasks),
  spawnJoin('spawn-await-100k', 100_000, 'tasks that await once', awaitingTasks),
]

function spawnJoin(id: string, count: number, what: string, tasks: () => TaskSet): Scenario {
  return {
    id,
    title: `Start and join ${count.toLocaleString('en')} ${what}`,
    count,
    unit: 'task',
    measure: 'time',
    baseline: BASELINE,
    targets: [{ contender: 'nursery', atMost: 3, aim: 1.5 }],
    contenders: Object.fromEntries(
      Object.entries(JOINS).map(([name, load]) => [name, async () => joining((await load()).join, tasks())]),
    ),
  }
}
