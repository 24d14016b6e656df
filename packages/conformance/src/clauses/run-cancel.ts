import { getEventListeners } from 'node:events'
import { readdir } from 'node:fs/promises'
import { isPart } from '@interleave/flags'
import { violations } from '@interleave/trace'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { virtualClock } from '../clock.ts'
import { someCodes } from '../codes.ts'
import { diskSteps } from '../disk-steps.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { inForce } from '../in-force.ts'
import { endless, halfDone, late } from '../late.ts'
import { lookEachTurn } from '../look-each-turn.ts'
import { realSleep } from '../real-time.ts'
import { spinOn } from '../spin-on.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'

/** What a cancel means, whichever the program. */
export const RUN_CANCEL: readonly Clause[] = [
  {
    id: 'R4',
    title: 'after a cancel, result rejects with RunCancelled and its reason',
    needs: ['cancels'],
    async run(subject) {
      const { origin, patience } = subject
      const reason = { why: 'enough' }
      await origin.reset({ plan: { '*': late(subject) } })
      const downloading = subject.download({ codes: someCodes(2) })
      await origin.untilRequests(1, { timeout: patience })
      downloading.run.cancel(reason)
      await expectCancelled(downloading, reason)
      await cancelAtOneInstant(subject)

      // Cancelled at once, before it had a turn.
      for (const why of [reason, undefined, 0]) {
        const hasty = subject.download({ codes: someCodes(2) })
        hasty.run.cancel(why)
        await expectCancelled(hasty, why)
      }

      // What begins later than the call can still be kept from it, be it deaf once it has begun.
      if (!subject.has('cancelsSpinner') && subject.variant.traits.start !== 'lazy') return
      const dizzy = subject.spin({ interval: 10, delay: 300 })
      dizzy.run.cancel(reason)
      await expectCancelled(dizzy, reason)

      if (!subject.has('cancelsSpinner')) return
      const spinning = await spinOn(subject)
      spinning.run.cancel(reason)
      await expectCancelled(spinning, reason)
    },
  },
  {
    id: 'R5',
    title: 'result settles only when all that the run started has ended',
    needs: ['cancels'],
    async run(subject) {
      const { origin, patience } = subject
      await origin.reset({ plan: { '*': halfDone(subject) } })
      const m = inForce(subject, 3, 5)
      const trial = subject.download({ codes: someCodes(5), concurrency: 3 })
      await origin.untilRequests(m, { timeout: patience })
      trial.run.cancel('enough')
      const ending = await expectCancelled(trial, 'enough')
      expect((await readdir(subject.directory)).filter(isPart), 'temporary files').toEqual([])
      expect(ending.openRequests, 'requests under way').toBe(0)
      const traced = trial.events.slice(0, ending.events)
      expect(
        violations(traced).filter(({ rule }) => rule === 'orphan'),
        'tasks that go on',
      ).toEqual([])
      await origin.untilIdle({ timeout: patience })
      expect(trial.events, 'events after the end').toHaveLength(ending.events)

      // The end of a request may take its time, and the run has to wait for it.
      await origin.reset({ plan: { '*': late(subject) } })
      const slow = subject.download({ codes: someCodes(5), concurrency: 3 }, {}, { linger: TOLERANCE.quiet })
      await origin.untilRequests(m, { timeout: patience })
      slow.run.cancel('enough')
      const { openRequests, events } = await expectCancelled(slow, 'enough')
      expect(openRequests, 'requests that are on their way out').toBe(0)
      await realSleep(TOLERANCE.quiet * 2)
      expect(slow.events, 'events after the end').toHaveLength(events)

      // What another thread asks of the disk isn't seen here.
      const steps = subject.has('virtualTime') ? diskSteps(subject) : []
      for await (const { trial: writing, disk, directory, at } of steps) {
        writing.run.cancel('enough')
        await realSleep(TOLERANCE.quiet)
        expect(writing.run.status, `the status of a run that was cancelled ${at}, while that waits`).toBe('running')
        await disk.release()
        await expectCancelled(writing, 'enough')
        expect((await readdir(directory)).filter(isPart), `temporary files, cancelled ${at}`).toEqual([])
      }

      if (!subject.has('cancelsSpinner')) return
      using clock = subject.clock()
      const { interval } = subject.spinner
      const spinning = subject.spin({ delay: 60_000 })
      await clock.advance(interval * 2)
      spinning.run.cancel('enough')
      const end = await expectCancelled(spinning, 'enough')
      expect(clock.waiting(), 'timers that wait after the end').toBe(0)
      await clock.advance(clock.virtual ? interval * 10 : TOLERANCE.quiet)
      expect(spinning.output(), 'what is written after the end').toBe(end.output)
      expect(spinning.events, 'events after the end').toHaveLength(end.events)
    },
  },
  {
    id: 'R6',
    title: 'an already aborted signal means that nothing starts',
    async run(subject) {
      const reason = new Error('before it began')
      const signal = AbortSignal.abort(reason)
      const downloading = subject.download({ codes: someCodes(3), concurrency: 3 }, { signal })
      await expectCancelled(downloading, reason)
      const spinning = subject.spin({ interval: 10, delay: 30 }, { signal })
      await expectCancelled(spinning, reason)
      expect(spinning.output()).toBe('')
      expect((await subject.origin.report()).requests).toEqual([])
      expect(await readdir(subject.directory)).toEqual([])
    },
  },
  {
    id: 'R7',
    title: 'aborting the signal cancels the run as cancel() does',
    needs: ['cancels'],
    async run(subject) {
      const { origin, patience } = subject
      await origin.reset({ plan: { '*': late(subject) } })
      const m = inForce(subject, 2, 4)
      const controller = new AbortController()
      const { signal } = controller
      const trial = subject.download({ codes: someCodes(4), concurrency: 2 }, { signal })
      await origin.untilRequests(m, { timeout: patience })
      controller.abort('enough')
      await expectCancelled(trial, 'enough')
      await origin.untilIdle({ timeout: patience })
      expect((await origin.report()).aborted, 'requests that the client closed').toBe(m)
      expect(getEventListeners(signal, 'abort'), 'listeners left on the signal').toEqual([])

      if (!subject.has('cancelsSpinner')) return
      const stop = new AbortController()
      const spinning = await spinOn(subject, { signal: stop.signal })
      stop.abort('enough')
      await expectCancelled(spinning, 'enough')
      expect(getEventListeners(stop.signal, 'abort'), 'listeners left by the spinner').toEqual([])
    },
  },
]

/** A cancel waits for what has to end, and not for time to pass: the run is over while its clock stands still. */
async function cancelAtOneInstant(subject: Subject): Promise<void> {
  if (!subject.has('virtualTime')) return
  const { origin, patience } = subject
  await origin.reset({ plan: { '*': late(subject) } })
  using clock = virtualClock()
  const trial = subject.download({ codes: someCodes(1), limits: endless(subject) })
  await origin.untilRequests(1, { timeout: patience })
  trial.run.cancel('enough')
  const cancelled = expectCancelled(trial, 'enough')
  await lookEachTurn(
    cancelled,
    () => false,
    () => clock.advance(0),
  )
  await cancelled
}
