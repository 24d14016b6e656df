import type { Scenario } from '../scenario.ts'
import { passing } from './passing.ts'

const BASELINE = 'async generator'

/** A million items from one task to another, with back-pressure at 64. */
export const channelScenario: Scenario = {
  id: 'channel-1m',
  title: '1,000,000 items through a channel of 64',
  count: 1_000_000,
  unit: 'item',
  measure: 'time',
  baseline: BASELINE,
  roundsFactor: 4,
  targets: [
    {
      contender: 'nursery channel',
      atMost: 1.5,
      aheadOf: [
        'Effect Queue.bounded, take',
        'Effect Queue.bounded, takeAll',
        'Node PassThrough, object mode',
        'Web TransformStream',
      ],
    },
  ],
  contenders: {
    [BASELINE]: async () => passing((await import('./async-generator.ts')).pass),
    'nursery channel': async () => passing((await import('./nursery.ts')).pass),
    'Effect Queue.bounded, take': async () => passing((await import('./effect-take.ts')).pass),
    'Effect Queue.bounded, takeAll': async () => passing((await import('./effect-take-all.ts')).pass),
    'Node PassThrough, object mode': async () => passing((await import('./node-stream.ts')).pass),
    'Web TransformStream': async () => passing((await import('./web-stream.ts')).pass),
  },
}
