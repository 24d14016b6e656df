import type { Scenario } from '../scenario.ts'

const BASELINE = 'promise with a timer'

/** What a task holds of the heap while it sleeps. */
export const sleepingScenario: Scenario = {
  id: 'heap-sleeping-100k',
  title: 'Heap held by each of 100,000 sleeping tasks',
  count: 100_000,
  unit: 'task',
  measure: 'heap',
  baseline: BASELINE,
  targets: [{ contender: 'nursery', atMost: 1.5 }],
  contenders: {
    [BASELINE]: () => import('./promise-timer.ts'),
    'promise with a timer and its own AbortController': () => import('./own-controller.ts'),
    nursery: () => import('./nursery.ts'),
    'Effect.forkChild': () => import('./effect.ts'),
    'Effection spawn': () => import('./effection.ts'),
    'p-map': () => import('./p-map.ts'),
    'p-queue': () => import('./p-queue.ts'),
    'rxjs timer': () => import('./rxjs.ts'),
  },
}
