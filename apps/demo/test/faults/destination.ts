import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startOrigin, type Origin } from '@interleave/origin'
import { expect } from 'vitest'
import type { Ended } from '../command.ts'
import { expectWholeFlags } from './images.ts'
import { CAN_MOUNT, WITH_MOUNTS, WITHOUT_PRIVILEGES } from './namespaces.ts'
import type { RowCheck } from './row-check.ts'
import { openScene } from './scene.ts'

/** Where flags can't go. */
export const DESTINATION: readonly RowCheck[] = [
  {
    row: 'F27',
    title: 'a destination that is no good is one sentence before any request; a missing one is made',
    async check(contender) {
      await using origin = await startOrigin()
      await using scene = openScene(contender)
      const root = await scene.folder()
      const [file, link, outside] = ['file', 'inside/link', 'outside'].map((name) => join(root, name)) as [
        string,
        string,
        string,
      ]
      await writeFile(file, 'not yours')
      await mkdir(join(root, 'inside'))
      await mkdir(outside)
      await symlink(outside, link)
      const flags = (directory: string) => scene.start(scene.flags(origin, directory, 'BR')).ended
      const bad = [file, link, join(file, 'below')]
      // A folder of the kernel's, in which not even root can make a file.
      if (process.platform === 'linux') bad.push('/proc/self/fdinfo')
      const ends = await Promise.all(bad.map(async (directory) => [directory, await flags(directory)] as const))
      await expectSentences(ends, origin)

      const missing = join(root, 'a', 'b')
      const { code, err } = await flags(missing)
      expect(code, `the exit code with a missing folder; it complained: ${err}`).toBe(0)
      expect(await expectWholeFlags(missing, origin)).toEqual(['BR'])
    },
  },
  {
    row: 'F27',
    title: 'a disk that is read-only, one that is full, a folder without the permission: a sentence before any request',
    isPossible: CAN_MOUNT,
    async check(contender) {
      await using origin = await startOrigin()
      await using scene = openScene(contender)
      const [disk, locked] = [await scene.folder(), await scene.folder()]
      await chmod(locked, 0o555)
      const mounted = (options: string) =>
        scene.start(scene.flags(origin, disk, 'BR'), {
          under: WITH_MOUNTS,
          script: `mount -t tmpfs -o ${options} tmpfs '${disk}' && "$@"`,
        }).ended
      const unprivileged = scene.start(scene.flags(origin, locked, 'BR'), { under: WITHOUT_PRIVILEGES }).ended
      // One inode is the folder itself: room for bytes, but for no file.
      const [readOnly, full, forbidden] = await Promise.all([mounted('ro'), mounted('nr_inodes=1'), unprivileged])
      const ends = { 'a read-only disk': readOnly, 'a full disk': full, 'no permission': forbidden }
      await expectSentences(Object.entries(ends), origin)
    },
  },
]

/** Fails unless each ended with exit code 1 and one sentence on standard error, and the origin was asked for nothing. */
async function expectSentences(ends: readonly (readonly [string, Ended])[], origin: Origin): Promise<void> {
  for (const [where, { code, out, err }] of ends) {
    expect(code, `the exit code with ${where}`).toBe(1)
    expect(out, `the output with ${where}`).toBe('')
    expect(err, `the sentence about ${where}`).toMatch(/^interleave: .+[^\n]\n$/)
  }
  expect((await origin.report()).requests, 'requests').toEqual([])
}
