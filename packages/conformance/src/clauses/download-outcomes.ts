import { readdir } from 'node:fs/promises'
import type { DownloadReport, Item } from '@interleave/contract'
import { CODES, flagUrl } from '@interleave/flags'
import type { Plan } from '@interleave/origin'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { MISSING, someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { inForce } from '../in-force.ts'
import type { Subject } from '../subject.ts'

/** What becomes of each item. */
export const DOWNLOAD_OUTCOMES: readonly Clause[] = [
  {
    id: 'D1',
    title: "every file that exists is downloaded, and files and bytes equal the origin's",
    async run(subject) {
      const images = await imagesOf(subject.origin)
      const { counts, items } = await subject.download({ codes: [...CODES, ...MISSING], concurrency: 6 }).value()
      expect(counts).toEqual({ ok: 194, 'not-found': MISSING.length, error: 0, cancelled: 0 })
      await expectFiles(subject, CODES)
      const sizes = items.flatMap(({ code, bytes }) => (bytes === undefined ? [] : [`${code} ${bytes}`]))
      expect(sizes, 'what was said of their sizes').toEqual(CODES.map((code) => `${code} ${images.get(code)?.length}`))
    },
  },
  {
    id: 'D2',
    title: 'each code is accounted for once, in the order asked for, the counts add up, and m is what was in force',
    async run(subject) {
      const codes = [...someCodes(9), ...MISSING]
      const plan = { [String(codes[2])]: FAILS, [String(codes[5])]: FAILS }
      await subject.origin.reset({ plan })
      const report = await subject.download({ codes, concurrency: 4 }).value()
      expect(report.items.map(({ code }) => code)).toEqual(codes)
      expect(report.counts).toEqual({ ok: 7, 'not-found': 4, error: 2, cancelled: 0 })
      expect(tally(report)).toEqual(report.counts)
      expect(report.concurrency, 'the concurrency in force').toBe(inForce(subject, 4, codes.length))
      const few = codes.slice(0, 3)
      const { concurrency } = await subject.download({ codes: few, concurrency: Infinity }).value()
      expect(concurrency, 'the concurrency in force with little to do').toBe(inForce(subject, Infinity, few.length))
    },
  },
  {
    id: 'D3',
    title: '404 is not found; other statuses from 400 on are errors of kind http with that status',
    async run(subject) {
      const statuses = [400, 403, 404, 410, 418, 429, 500, 501, 502, 503]
      const codes = someCodes(statuses.length)
      const plan: Plan = Object.fromEntries(
        codes.map((code, i) => [code, { kind: 'status', status: statuses[i] ?? 0 }]),
      )
      await subject.origin.reset({ plan })
      const { items } = await subject.download({ codes, concurrency: 3 }).value()
      const seen = items.map(({ status, failure }) =>
        status === 'error' ? [failure?.kind, failure?.statusCode] : status,
      )
      expect(seen).toEqual(statuses.map((status) => (status === 404 ? 'not-found' : ['http', status])))
    },
  },
  {
    id: 'D4',
    title: "an outcome is its own item's: ok after an error is ok, and not found after it is not found",
    async run(subject) {
      const codes = someCodes(12)
      const pattern: Item['status'][] = ['error', 'ok', 'not-found', 'ok', 'error', 'not-found']
      const wanted = codes.map((_, i) => pattern[i % pattern.length])
      const plan: Plan = Object.fromEntries(
        codes.flatMap((code, i) => {
          if (wanted[i] === 'ok') return []
          return [[code, wanted[i] === 'error' ? FAILS : { kind: 'status', status: 404 }]]
        }),
      )
      for (const concurrency of [1, 3]) {
        await subject.origin.reset({ plan })
        const { items } = await subject.download({ codes, concurrency, directory: await subject.folder() }).value()
        expect(
          items.map(({ status }) => status),
          `with ${concurrency} at once`,
        ).toEqual(wanted)
      }
    },
  },
  {
    id: 'D18',
    title: 'one origin and one seed give the same outcome for each code at every concurrency',
    async run(subject) {
      const codes = [...someCodes(40), ...MISSING]
      const behaviour = { label: 'ERROR', seed: 7, delay: { kind: 'fixed', ms: 2 } } as const
      await subject.origin.reset(behaviour)
      const wanted = await Promise.all(codes.map((code) => statusOf(subject, code)))
      expect(new Set(wanted).size, 'kinds of answers in the sample').toBeGreaterThan(3)
      for (const concurrency of [1, 5]) {
        await subject.origin.reset(behaviour)
        const { items } = await subject.download({ codes, concurrency, directory: await subject.folder() }).value()
        expect(items.map(statusCode), `with ${concurrency} at once`).toEqual(wanted)
      }
    },
  },
  {
    id: 'D19',
    title: 'asked for nothing, it reports nothing, without a request',
    async run(subject) {
      const report = await subject.download({ codes: [], concurrency: 5 }).value()
      expect(report.items).toEqual([])
      expect(report.counts).toEqual({ ok: 0, 'not-found': 0, error: 0, cancelled: 0 })
      expect((await subject.origin.report()).requests).toEqual([])
      expect(await readdir(subject.directory)).toEqual([])
    },
  },
]

const FAILS = { kind: 'status', status: 503 } as const

function tally({ items }: DownloadReport): DownloadReport['counts'] {
  const counts = { ok: 0, 'not-found': 0, error: 0, cancelled: 0 }
  for (const { status } of items) counts[status]++
  return counts
}

async function statusOf({ origin }: Subject, code: string): Promise<number> {
  const response = await fetch(flagUrl(origin.base, code))
  await response.arrayBuffer()
  return response.status
}

function statusCode({ status, failure }: Item): number | undefined {
  if (status === 'ok') return 200
  return status === 'not-found' ? 404 : failure?.statusCode
}
