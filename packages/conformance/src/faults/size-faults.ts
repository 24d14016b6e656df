import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { TraceEvent } from '@interleave/contract'
import { CODES } from '@interleave/flags'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { inForce } from '../in-force.ts'
import { expectNothingOpen } from './meet.ts'

/** More than usual. */
export const SIZE_FAULTS: readonly Clause[] = [
  {
    id: 'F40',
    title: 'very many items, very many at once: all accounted for; the memory grows with m, not with N',
    async run(subject) {
      const { origin } = subject
      const asked = 1000
      const m = inForce(subject, asked, ALL.length)
      // Nobody is answered until all are there: really at once. What a model with a lower bound does is D6's to ask.
      await origin.reset(m === ALL.length ? { holdUntilOpen: m } : {})
      const all = ALL.slice(0, m * 5)
      const crowd = subject.download({ codes: all, concurrency: asked, directory: await subject.folder() })
      const { counts, items } = await crowd.value()
      const ok = all.filter((code) => CODES.includes(code)).length
      expect(counts).toEqual({ ok, 'not-found': all.length - ok, error: 0, cancelled: 0 })
      expect(items.map(({ code }) => code)).toEqual(all)
      expect((await origin.report()).peakOpen).toBeLessThanOrEqual(m)
      expectNothingOpen(await crowd.ending())

      const large = `GIF89a${' '.repeat(IMAGE_BYTES)};`
      const image = { 'content-type': 'image/gif' }
      const codes = someCodes(IMAGES)
      const served = { kind: 'status', status: 200, headers: image, body: large } as const
      // The first come late enough that who keeps to no bound is seen to have more of them open than m.
      const slow = codes.slice(0, 12).map((code) => [code, { ...served, delay: 20 }] as const)
      await origin.reset({ plan: { ...Object.fromEntries(slow), '*': served } })
      const collect = collector()
      const before = liveBytes(collect)
      let settled = 0
      let most = 0
      const trace = ({ kind }: TraceEvent) => {
        if (kind === 'task.settled' && ++settled % 20 === 0) most = Math.max(most, liveBytes(collect) - before)
      }
      const report = await subject
        .download({ codes, concurrency: 4, directory: await subject.folder() }, { trace })
        .value()
      expect(report.counts.ok).toBe(IMAGES)
      expect((await origin.report()).peakOpen, 'images open at once').toBeLessThanOrEqual(inForce(subject, 4, IMAGES))
      // Each image that is under way may be there several times, as pieces and as a whole; all of them may not.
      expect(most, 'bytes in use').toBeLessThan((IMAGES * IMAGE_BYTES) / 2)
    },
  },
]

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
const ALL = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
const IMAGES = 190
const IMAGE_BYTES = 262_144

/** Bytes of buffers that are still in use. */
function liveBytes(collect: () => void): number {
  // V8 lets go of what a collection found beside the program; the next one waits for it.
  collect()
  collect()
  return process.memoryUsage().arrayBuffers
}

/** The garbage collector, which Node shows only to those who ask. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
