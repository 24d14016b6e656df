import type { Scenario } from '../scenario.ts'
import { cancelling } from './cancelling.ts'

const BASELINE = 'Promise.allSettled, own AbortController each'

/** Starting sleepers, cancelling them, and waiting until each has run its `finally`: the whole of it is timed. */
export const startCancelScenario: Scenario = {
  id: 'start-cancel-10k',
  title: 'Start and cancel 10,000 sleeping tasks, cleanup awaited',
  count: 10_000,
  unit: 'task',
  measure: 'time',
  baseline: BASELINE,
  targets: [
    {
      contender: 'nursery',
      atMost: 0.8,
      aheadOf: ['Effect.forkChild + interruptAll', 'Effection halt', 'p-map', 'p-queue'],
    },
  ],
  contenders: {
    [BASELINE]: async () => cancelling((await import('./controllers.ts')).ownControllers),
    'the same, one shared reason': async () => cancelling((await import('./controllers.ts')).ownControllersOneReason),
    'Promise.allSettled, one shared signal': async () =>
      cancelling((await import('./controllers.ts')).sharedController),
    nursery: async () => cancelling((await import('./nursery.ts')).startAndCancel),
    'Effect.forkChild + interruptAll': async () => cancelling((await import('./effect.ts')).startAndCancel),
    'Effection halt': async () => cancelling((await import('./effection.ts')).startAndCancel),
    'p-map': async () => cancelling((await import('./p-map.ts')).startAndCancel),
    'p-queue': async () => cancelling((await import('./p-queue.ts')).startAndCancel),
  },
}
