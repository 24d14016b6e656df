import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { late } from '../late.ts'
import { probe } from '../probe.ts'

/** What a run leaves in its process. */
export const RUN_REMAINS: readonly Clause[] = [
  {
    id: 'R9',
    title: 'a run leaves nothing behind, and the process ends by itself',
    async run(subject) {
      const { origin, variant, directory, patience } = subject
      await origin.reset({
        plan: {
          AD: { kind: 'serve' },
          AE: { kind: 'serve' },
          QQ: { kind: 'status', status: 404 },
          XX: { kind: 'status', status: 500 },
          ZZ: { kind: 'truncate' },
          '*': late(subject),
        },
      })
      const { code, stderr, remains } = await probe({ module: variant.module, base: origin.base, directory, patience })
      expect(stderr, 'what the process complained of').toBe('')
      expect(remains).toEqual({ resources: [], signalListeners: 0, processListeners: 0, descriptors: 0 })
      expect(code, 'how the process ended').toBe(0)
    },
  },
]
