import { write } from 'node:fs'
import { promisify } from 'node:util'
import type { Change } from './make-variant.ts'

/** A spinner whose frames a thread of the pool writes; it heeds what becomes of them, or does not. */
export function drawsElsewhere({ heeds }: { heeds: boolean }): Change {
  return {
    of: 'spinner',
    traits: { lacks: { virtualTime: 'Another thread writes its frames, in its own time.' } },
    parts: (base) => ({
      async spin(spinning, signal) {
        const { ports } = spinning
        const { outDescriptor = 1 } = ports
        const failures: unknown[] = []
        const heed = () => {
          if (heeds && failures.length > 0) throw failures[0]
        }
        // One after the other, as they would change places else.
        const draw = async (earlier: Promise<void>, text: string) => {
          await earlier
          await writeTo(outDescriptor, text).catch((error: unknown) => failures.push(error))
        }
        let drawn = Promise.resolve()
        const out = (text: string) => {
          heed()
          drawn = draw(drawn, text)
        }
        try {
          await base.spin({ ...spinning, ports: { ...ports, out } }, signal)
        } finally {
          await drawn
        }
        heed()
      },
    }),
  }
}

const writeTo = promisify(write) as (descriptor: number, text: string) => Promise<unknown>
