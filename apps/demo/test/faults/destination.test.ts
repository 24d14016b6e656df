import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startOrigin } from '@interleave/origin'
import { expect, test } from 'vitest'
import { run } from '../command.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { expectWholeFlags, IDS } from './images.ts'

test.each(IDS)(
  'F27 %s: a destination that is no good is one sentence before any request; a missing one is made',
  async (id) => {
    await using origin = await startOrigin()
    const root = await temporaryDirectory()
    const [file, link, outside] = ['file', 'inside/link', 'outside'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ]
    await writeFile(file, 'not yours')
    await mkdir(join(root, 'inside'))
    await mkdir(outside)
    await symlink(outside, link)
    const flags = (directory: string) => run(['flags', 'BR', '--variant', id, '--base', origin.base, '-o', directory])
    const bad = [file, link, join(file, 'below')]
    // A folder of the kernel's, in which not even root can make a file.
    if (process.platform === 'linux') bad.push('/proc/self/fdinfo')
    for (const { code, out, err } of await Promise.all(bad.map(flags))) {
      expect([code, out]).toEqual([1, ''])
      expect(err).toMatch(/^interleave: .+[^\n]\n$/)
    }
    expect((await origin.report()).requests).toEqual([])

    const missing = join(root, 'a', 'b')
    expect((await flags(missing)).code).toBe(0)
    expect(await expectWholeFlags(missing, origin)).toEqual(['BR'])
  },
)
