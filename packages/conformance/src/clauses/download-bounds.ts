import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { MISSING, someCodes } from '../codes.ts'
import { inForce } from '../in-force.ts'
import { barrierLimits, endless } from '../late.ts'
import { realSleep } from '../real-time.ts'
import { TOLERANCE } from '../tolerance.ts'

/** How many requests, and how many at once. */
export const DOWNLOAD_BOUNDS: readonly Clause[] = [
  {
    id: 'D5',
    title: 'never more than m requests are open',
    async run(subject) {
      const codes = [...someCodes(20), ...MISSING]
      for (const concurrency of [1, 3]) {
        await subject.origin.reset({ label: 'DELAY', delay: { kind: 'uniform', min: 5, max: 15 }, errorRate: 0.2 })
        await subject.download({ codes, concurrency, directory: await subject.folder() }).value()
        const { peakOpen } = await subject.origin.report()
        expect(peakOpen, `the peak with ${concurrency} at once`).toBeLessThanOrEqual(
          inForce(subject, concurrency, codes.length),
        )
      }

      // A model's own bound counts as well. Of one that has hundreds the report alone is asked (D2).
      const { greatest } = subject.variant.traits.concurrency
      if (greatest < 3 || greatest > MANY) return
      await subject.origin.reset({ hold: true })
      // The first wait until the last is there, which takes a busy machine longer than a limit lets them.
      const limits = endless(subject)
      const trial = subject.download({ codes: someCodes(greatest + 8), concurrency: greatest + 8, limits })
      await subject.origin.untilRequests(greatest, { timeout: subject.patience })
      await realSleep(TOLERANCE.quiet)
      const { peakOpen } = await subject.origin.report()
      await subject.origin.release()
      await trial.value()
      expect(peakOpen, `the peak with ${greatest + 8} at once, and ${greatest} at most`).toBe(greatest)
    },
  },
  {
    id: 'D6',
    title: 'with work enough, m requests are open at some instant',
    async run(subject) {
      const m = inForce(subject, 4, 12)
      // Gathers m requests each time, so that a slot that was once free is seen to be used again.
      await subject.origin.reset({ holdUntilOpen: { requests: m, rounds: true } })
      const report = await subject.download({ codes: someCodes(12), concurrency: 4 }).value()
      expect(report.counts.ok).toBe(12)
      expect(report.concurrency, "the report's m").toBe(m)
      expect((await subject.origin.report()).peakOpen).toBe(m)
    },
  },
  {
    id: 'D7',
    title: 'an origin that answers nobody until 3 requests are open, or all that the model has, gets past',
    needs: ['overlaps'],
    async run(subject) {
      // A model that has one at most and says that it overlaps doesn't get past.
      const together = Math.max(2, inForce(subject, 3, 3))
      await subject.origin.reset({ holdUntilOpen: together })
      const limits = barrierLimits(subject)
      const report = await subject.download({ codes: someCodes(3), concurrency: 3, limits }).value()
      expect(report.counts.ok).toBe(3)
      expect((await subject.origin.report()).peakOpen).toBe(together)
    },
  },
  {
    id: 'D21',
    title: 'one slow answer holds up nobody but itself: a slot that becomes free is used',
    needs: ['overlaps'],
    async run(subject) {
      const { origin, patience } = subject
      const codes = someCodes(6)
      await origin.reset({ plan: { [String(codes[0])]: { kind: 'serve', hold: true } } })
      const trial = subject.download({ codes, concurrency: 2, limits: barrierLimits(subject) })
      await origin.untilRequests(codes.length, { timeout: patience })
      await origin.release()
      expect((await trial.value()).counts.ok).toBe(codes.length)
    },
  },
  {
    id: 'D9',
    title: 'each code is asked for exactly once',
    async run(subject) {
      const codes = [...someCodes(12), ...MISSING]
      await subject.origin.reset({ label: 'ERROR', seed: 3, delay: { kind: 'fixed', ms: 2 } })
      await subject.download({ codes, concurrency: 4 }).value()
      const { requests } = await subject.origin.report()
      expect(requests.map(({ code }) => String(code)).toSorted()).toEqual(codes.toSorted())
    },
  },
]

/** More threads, requests or whatever else at once than a test should need. */
const MANY = 64
