import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TraceEvent } from '@interleave/contract'
import { flagPath } from '@interleave/flags'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import { endOf } from '../faults/end-of.ts'
import { imagesOf } from '../images.ts'
import { partsOf } from '../parts-of.ts'
import type { Subject } from '../subject.ts'

/** What is on the disk, and when. */
export const DOWNLOAD_FILES: readonly Clause[] = [
  {
    id: 'D8',
    title: 'each file is there, whole, as soon as it is complete, the first before the last request is sent',
    async run(subject) {
      const images = await imagesOf(subject.origin)
      const codes = someCodes(8)
      let started = 0
      const late: string[] = []
      // Looked at while the event is told: also a model that blocks its caller tells it in time.
      const trace = (event: TraceEvent) => {
        if (
          event.kind === 'task.started' &&
          ++started === codes.length &&
          readdirSync(subject.directory).length === 0
        ) {
          late.push('no file before the last request')
        }
        if (event.kind !== 'task.settled' || event.item.status !== 'ok') return
        const path = flagPath(subject.directory, event.id)
        if (!existsSync(path) || !images.get(event.id)?.equals(readFileSync(path))) late.push(event.id)
      }
      const report = await subject.download({ codes, concurrency: 2 }, { trace }).value()
      expect(report.counts.ok).toBe(codes.length)
      expect(started, 'the tasks that started').toBe(codes.length)
      expect(late, 'files that were not there in time').toEqual([])
    },
  },
  {
    id: 'D10',
    title: 'a failed item leaves no file, whole or partial; an older file is replaced whole or left alone',
    async run(subject) {
      await imagesOf(subject.origin)
      const codes = someCodes(6)
      const [replaced = '', kept = '', failed = '', cut = ''] = codes
      const fails = { kind: 'status', status: 500 } as const
      await subject.origin.reset({ plan: { [kept]: fails, [failed]: fails, [cut]: { kind: 'truncate' } } })
      const old = 'an older file'
      await writeFile(flagPath(subject.directory, replaced), old)
      await writeFile(flagPath(subject.directory, kept), old)
      const { items } = await subject.download({ codes, concurrency: 3 }).value()
      const failures = items.filter(({ status }) => status === 'error').map(({ code }) => code)
      expect(failures).toEqual([kept, failed, cut])
      expect(await readFile(flagPath(subject.directory, kept), 'utf8')).toBe(old)
      const names = await readdir(subject.directory)
      const wanted = codes.filter((code) => code !== failed && code !== cut)
      expect(names.toSorted()).toEqual(wanted.map((code) => `${code.toLowerCase()}.gif`).toSorted())
      const images = await imagesOf(subject.origin)
      expect(images.get(replaced)?.equals(await readFile(flagPath(subject.directory, replaced)))).toBe(true)
      await writeNowhereElse(subject)
    },
  },
  {
    id: 'D20',
    title: 'a file that cannot be written is an error of kind disk of its item, and the others are unharmed',
    async run(subject) {
      const codes = someCodes(4)
      const [blocked = '', ...others] = codes
      await mkdir(flagPath(subject.directory, blocked))
      const left: string[] = []
      const trace = (event: TraceEvent) => {
        if (event.kind === 'task.settled') left.push(...partsOf(subject.directory, event.id))
      }
      const { items } = await subject.download({ codes, concurrency: 2 }, { trace }).value()
      expect(items.map(({ status, failure }) => failure?.kind ?? status)).toEqual(['disk', 'ok', 'ok', 'ok'])
      expect(left, 'temporary files of items that had settled').toEqual([])
      await rmdir(flagPath(subject.directory, blocked))
      await expectFiles(subject, others)

      const nowhere = join(subject.directory, 'missing')
      const report = await subject.download({ codes, concurrency: 2, directory: nowhere }).value()
      expect(report.items.map(({ failure }) => failure?.kind)).toEqual(codes.map(() => 'disk'))
    },
  },
]

/** A rename is whole only within one file system: what is temporary stands beside the file that it becomes. */
async function writeNowhereElse(subject: Subject): Promise<void> {
  await subject.origin.reset()
  const directory = await subject.folder()
  const codes = someCodes(2)
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = join(directory, 'missing')
  try {
    const { items } = await subject.download({ codes, directory }).value()
    expect(items.map(endOf), 'what became of each, with no other folder to write in').toEqual(codes.map(() => 'ok'))
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
  }
}
