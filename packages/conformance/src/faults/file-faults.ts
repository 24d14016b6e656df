import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '@interleave/contract'
import { flagPath } from '@interleave/flags'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import { endOf } from './end-of.ts'

/** What is in the way in the folder, and names that would leave it. */
export const FILE_FAULTS: readonly Clause[] = [
  {
    id: 'F30',
    title: 'the target exists: a file or a link is replaced whole, its victim untouched; a folder is an error disk',
    async run(subject) {
      await imagesOf(subject.origin)
      const { directory } = subject
      const codes = someCodes(6)
      const [old, locked, link, dangling, folder, plain] = codes.map((code) => flagPath(directory, code)) as [
        string,
        string,
        string,
        string,
        string,
        string,
      ]
      const elsewhere = await subject.folder()
      const victim = join(elsewhere, 'victim')
      await writeFile(victim, 'not yours')
      await writeFile(old, 'an older file')
      await writeFile(locked, 'an older file')
      await chmod(locked, 0o444)
      await symlink(victim, link)
      await symlink(join(elsewhere, 'nothing'), dangling)
      await mkdir(folder)
      const { items } = await subject.download({ codes, concurrency: 2 }).value()
      expect(items.map(endOf)).toEqual([old, locked, link, dangling, folder, plain].map(endsAs(folder)))
      expect(await readFile(victim, 'utf8'), 'the file that a link led to').toBe('not yours')
      expect(await readdir(elsewhere), 'what a dangling link led to').toEqual(['victim'])
      await rm(folder, { recursive: true })
      await expectFiles(
        subject,
        codes.filter((code) => flagPath(directory, code) !== folder),
      )
    },
  },
  {
    id: 'F31',
    title:
      'a code with a path, NUL, 300 letters or letters of another alphabet is refused, and nothing leaves the folder',
    async run(subject) {
      const outer = await subject.folder()
      const directory = join(outer, 'inner')
      await mkdir(directory)
      for (const code of ['..', '../ad', 'a/', 'b\0', '\u0391\u0392', 'ab'.repeat(150)]) {
        const trial = subject.download({ codes: [code], directory, concurrency: 2 })
        expect(await trial.failure(), `what became of ${JSON.stringify(code)}`).toBeInstanceOf(UsageError)
        // Behind codes that are right, one of which would have been asked for by then.
        const last = subject.download({ codes: [...someCodes(3), code], directory, concurrency: 1 })
        expect(await last.failure(), `what became of ${JSON.stringify(code)}, the last`).toBeInstanceOf(UsageError)
      }
      expect(await readdir(outer), 'beside the folder').toEqual(['inner'])
      expect(await readdir(directory), 'in the folder').toEqual([])
      expect((await subject.origin.report()).requests, 'requests').toEqual([])
    },
  },
]

function endsAs(folder: string) {
  return (path: string) => (path === folder ? 'disk' : 'ok')
}
