import type { TraceEvent } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { inForce } from '../in-force.ts'
import { isNoFlag } from '../is-no-flag.ts'
import { LARGE_BYTES, LARGE_IMAGE } from '../large-image.ts'
import { endless, halfDone, late } from '../late.ts'
import type { Subject } from '../subject.ts'
import { lookEachTurn } from '../look-each-turn.ts'
import { realSleep } from '../real-time.ts'
import { sizesIn } from '../sizes-in.ts'
import { TOLERANCE } from '../tolerance.ts'

/** A downloader that is stopped on its way. */
export const DOWNLOAD_CANCEL: readonly Clause[] = [
  {
    id: 'D12',
    title: 'cancel() closes every open request, and the origin sees it',
    needs: ['cancels'],
    async run(subject) {
      const { origin, patience } = subject
      await origin.reset({ plan: { '*': late(subject) } })
      const m = inForce(subject, 3, 5)
      const trial = subject.download({ codes: someCodes(5), concurrency: 3, limits: endless(subject) })
      await origin.untilRequests(m, { timeout: patience })
      trial.run.cancel('enough')
      await expectCancelled(trial, 'enough')
      await origin.untilIdle({ timeout: patience })
      expect((await origin.report()).aborted, 'requests that the client closed').toBe(m)
    },
  },
  {
    id: 'D13',
    title: 'after a cancel only whole files are left, and no temporary one',
    needs: ['cancels'],
    async run(subject) {
      await imagesOf(subject.origin)
      const { origin, patience } = subject
      const codes = someCodes(6)
      const whole = codes.slice(0, 2)
      const served = Object.fromEntries(whole.map((code) => [code, { kind: 'serve' }] as const))
      await origin.reset({ plan: { ...served, '*': halfDone(subject) } })
      const trial = subject.download({ codes, concurrency: 2, limits: endless(subject) })
      // The second two are asked for when the first two are complete.
      await origin.untilRequests(2 + inForce(subject, 2, 4), { timeout: patience })
      await realSleep(TOLERANCE.quiet)
      trial.run.cancel('enough')
      await expectCancelled(trial, 'enough')
      await expectFiles(subject, whole)

      await cutWrites(subject)
    },
  },
  {
    id: 'D14',
    title: 'after a cancel no request is begun',
    needs: ['cancels'],
    async run(subject) {
      const { origin, patience } = subject
      await origin.reset({ plan: { '*': late(subject) } })
      const m = inForce(subject, 2, 8)
      const trial = subject.download({ codes: someCodes(8), concurrency: 2, limits: endless(subject) })
      await origin.untilRequests(m, { timeout: patience })
      trial.run.cancel('enough')
      await expectCancelled(trial, 'enough')
      await origin.untilIdle({ timeout: patience })
      await realSleep(TOLERANCE.quiet)
      expect((await origin.report()).requests).toHaveLength(m)
    },
  },
  {
    id: 'D17',
    title: 'a port that throws fails the run with that error, after the open requests are closed',
    async run(subject) {
      const { origin, patience } = subject
      const codes = someCodes(6)
      await origin.reset({ plan: { [String(codes[0])]: { kind: 'serve' }, '*': late(subject) } })
      const error = new Error('Nobody listens.')
      const trace = ({ kind }: TraceEvent) => {
        if (kind === 'task.settled') throw error
      }
      const trial = subject.download({ codes, concurrency: 3 }, { trace })
      expect(await trial.failure()).toBe(error)
      const { status, openRequests } = await trial.ending()
      expect(status).toBe('failed')
      expect(openRequests, 'requests under way at the end').toBe(0)
      await origin.untilIdle({ timeout: patience })
      await realSleep(TOLERANCE.quiet)
      expect((await origin.report()).requests.length).toBeLessThanOrEqual(inForce(subject, 3, 6) + 1)
    },
  },
]

/**
 * Cancels in the midst of a write: when a temporary file is there, and when one has all its bytes but not yet its name.
 * Looked for in each turn of the event loop, and what opens, writes and renames needs some of them; only of another
 * thread's file the instant may be missed.
 */
async function cutWrites(subject: Subject): Promise<void> {
  const { origin, patience } = subject
  for (const enough of [0, LARGE_BYTES]) {
    await origin.reset({ plan: { '*': LARGE_IMAGE } })
    const directory = await subject.folder()
    const trial = subject.download({ codes: someCodes(4), concurrency: 2, directory })
    await lookEachTurn(trial.ending(), () =>
      sizesIn(directory).some(({ name, size }) => isNoFlag(name) && size >= enough),
    )
    trial.run.cancel('in the midst of a write')
    await trial.ending()
    const left = sizesIn(directory)
    expect(left.map(({ name }) => name).filter(isNoFlag), 'files left of a write that was cut').toEqual([])
    expect(left, 'sizes of the files').toEqual(left.map((file) => ({ ...file, size: LARGE_BYTES })))
    await origin.untilIdle({ timeout: patience })
    expect(sizesIn(directory), 'files after the end').toEqual(left)
  }
}
