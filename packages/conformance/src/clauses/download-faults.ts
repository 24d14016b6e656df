import { DEFAULT_LIMITS } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { virtualClock } from '../clock.ts'
import { closedPort } from '../closed-port.ts'
import { someCodes } from '../codes.ts'
import { diskSteps } from '../disk-steps.ts'
import { expectFiles } from '../expect-files.ts'
import { endOf } from '../faults/end-of.ts'
import { imagesOf } from '../images.ts'
import { lookEachTurn } from '../look-each-turn.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'

/** An origin that does harm. */
export const DOWNLOAD_FAULTS: readonly Clause[] = [
  {
    id: 'D11',
    title: 'when every item fails the run still settles, with every item an error',
    async run(subject) {
      const codes = someCodes(6)
      await subject.origin.reset({ plan: { '*': { kind: 'status', status: 500 } } })
      const failing = await subject.download({ codes, concurrency: 3 }).value()
      expect(failing.counts).toEqual({ ok: 0, 'not-found': 0, error: 6, cancelled: 0 })

      const base = `http://127.0.0.1:${await closedPort()}/flags`
      const refused = await subject.download({ codes, concurrency: 3, base }).value()
      expect(refused.items.map(({ failure }) => failure?.kind)).toEqual(codes.map(() => 'refused'))
      await expectFiles(subject, [])
    },
  },
  {
    id: 'D15',
    title: 'an answer that never comes ends as a timeout of its own item, and the others are unharmed',
    async run(subject) {
      await expectCutOff(subject)
      await imagesOf(subject.origin)
      const codes = someCodes(6)
      const [silent = '', stalled = '', ...others] = codes
      await subject.origin.reset({ plan: { [silent]: { kind: 'hang' }, [stalled]: { kind: 'hang', at: 'in-body' } } })
      const limits = { ...DEFAULT_LIMITS, total: 1200 }
      const { items } = await subject.download({ codes, concurrency: 2, limits }).value()
      const seen = items.map(({ status, failure }) => failure?.kind ?? status)
      expect(seen).toEqual(['timeout', 'timeout', 'ok', 'ok', 'ok', 'ok'])
      await expectFiles(subject, others)
      await waitForTheDisk(subject)
    },
  },
  {
    id: 'D16',
    title: 'a body larger than the limit is an error of kind too-large and no file; one that is cut is no file either',
    async run(subject) {
      const images = await imagesOf(subject.origin)
      const codes = someCodes(8)
      const sizes = codes.map((code) => images.get(code)?.length ?? 0)
      const bytes = sizes.toSorted((one, other) => one - other)[3] ?? 0
      const fits = codes.filter((_, index) => Number(sizes[index]) <= bytes)
      const limits = { ...DEFAULT_LIMITS, bytes }
      const { items } = await subject.download({ codes, concurrency: 3, limits }).value()
      const seen = items.map(({ status, failure }) => failure?.kind ?? status)
      expect(seen).toEqual(codes.map((code) => (fits.includes(code) ? 'ok' : 'too-large')))
      await expectFiles(subject, fits)

      const directory = await subject.folder()
      const [cut = '', reset = '', ...others] = codes
      await subject.origin.reset({ plan: { [cut]: { kind: 'truncate' }, [reset]: { kind: 'reset', at: 'in-body' } } })
      const broken = await subject.download({ codes, concurrency: 3, directory }).value()
      const kinds = broken.items.map(({ status, failure }) => failure?.kind ?? status)
      expect(kinds).toEqual(['truncated', 'reset', ...others.map(() => 'ok')])
      await expectFiles(subject, others, directory)
    },
  },
]

/** Answers that would come, but later than the limit: a limit that is kept anyhow, or twice over, would let them pass. */
async function expectCutOff(subject: Subject): Promise<void> {
  await subject.origin.reset({ plan: { '*': { kind: 'serve', delay: 2000 } } })
  const options = { codes: someCodes(2), concurrency: 2, limits: { ...DEFAULT_LIMITS, total: 600 } }
  const trial = subject.download({ ...options, directory: await subject.folder() }, {}, { linger: TOLERANCE.quiet })
  expect((await trial.value()).items.map(({ failure }) => failure?.kind)).toEqual(['timeout', 'timeout'])
  expect((await trial.ending()).openRequests, 'requests open at the end').toBe(0)
  await subject.origin.reset()
}

/** The limit is on the answer: one that is there is not lost because the disk takes its time, nor is what is wrong with that. */
async function waitForTheDisk(subject: Subject): Promise<void> {
  if (!subject.has('virtualTime')) return
  using clock = virtualClock()
  const turn = () => clock.advance(0)
  const total = 60_000
  for await (const { trial, disk, ends, at } of diskSteps(subject, { limits: { ...DEFAULT_LIMITS, total }, turn })) {
    await clock.advance(total * 2)
    await disk.release()
    await lookEachTurn(trial.ending(), () => false, turn)
    expect((await trial.value()).items.map(endOf), `what became of it when its limit was over ${at}`).toEqual([ends])
  }
}
