import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Item } from '@interleave/contract'
import { startOrigin } from '@interleave/origin'
import { expect } from 'vitest'
import { expectWholeFlags } from './images.ts'
import { CAN_MOUNT, WITH_MOUNTS } from './namespaces.ts'
import type { RowCheck } from './row-check.ts'
import { openScene, type Started } from './scene.ts'

/** Too little room, and too few descriptors. */
export const SHORTAGE: readonly RowCheck[] = [
  {
    row: 'F28',
    title: 'the disk is full: errors of kind disk, the others whole',
    isPossible: CAN_MOUNT,
    async check(contender) {
      await using origin = await startOrigin()
      await using scene = openScene(contender)
      const root = await scene.folder()
      const [small, copy] = [join(root, 'small'), join(root, 'copy')]
      await mkdir(small)
      const script = `mount -t tmpfs -o size=64k tmpfs '${small}' && "$@"; code=$?; cp -a '${small}' '${copy}'; exit $code`
      const words = scene.flags(origin, small, '-a', '-l', '60', '-m', '5', '--json')
      const { code, err, status, items } = await documentOf(scene.start(words, { script, under: WITH_MOUNTS }))
      expect(status, `the status; it complained: ${err}`).toBe('done')
      expect(code, `the exit code with ${codesOf(items, 'ok').length} of 60 ok`).toBe(1)
      expect(err).toMatch(/^interleave: .+: Not all flags could be written to .+ENOSPC.+\n$/)
      expect(items).toHaveLength(60)
      expect(kindsOf(items), 'kinds of failure').toEqual(['disk'])
      const ok = codesOf(items, 'ok')
      expect(ok).not.toEqual([])
      expect(new Set(await expectWholeFlags(copy, origin)), 'files').toEqual(new Set(ok))
    },
  },
  {
    row: 'F29',
    title: '64 descriptors: enough for two at once; for a hundred it says why, and loses nothing',
    isPossible: process.platform !== 'win32',
    async check(contender) {
      await using origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms: 10 } })
      await using scene = openScene(contender)
      const starved = (m: number, directory: string) => {
        const words = scene.flags(origin, directory, '-a', '-l', '80', '-m', String(m), '--json')
        return documentOf(scene.start(words, { script: 'ulimit -n 64; "$@"' }))
      }
      const few = await scene.folder()
      const { code, err, items } = await starved(2, few)
      expect(codesOf(items, 'ok').length, `flags that were had with two at once; it complained: ${err}`).toBe(80)
      expect(code, 'the exit code with two at once').toBe(0)
      expect(await expectWholeFlags(few, origin)).toHaveLength(80)

      const many = await scene.folder()
      const end = await starved(100, many)
      expect(end.status, `the status; it complained: ${end.err}`).toBe('done')
      expect(end.items).toHaveLength(80)
      const failed = codesOf(end.items, 'error')
      expect(kindsOf(end.items), 'kinds of failure').toEqual(failed.length > 0 ? ['internal'] : [])
      const isTold = /ask for fewer at a time.* \(EMFILE\)\.\n$/.test(end.err)
      expect(isTold, `whether it says what to do about ${failed.length} errors`).toBe(failed.length > 0)
      expect(end.code, `the exit code with ${failed.length} errors`).toBe(failed.length > 0 ? 1 : 0)
      const ok = codesOf(end.items, 'ok')
      expect(ok.length + failed.length, 'flags that were had or say why not').toBe(80)
      expect(new Set(await expectWholeFlags(many, origin)), 'files').toEqual(new Set(ok))
    },
  },
]

/** What a run with `--json` came to. */
async function documentOf({ ended }: Started) {
  const { code, out, err } = await ended
  expect(out, `it complained: ${err}`).not.toBe('')
  const [{ status, items }] = (JSON.parse(out) as { variants: [{ status: string; items: Item[] }] }).variants
  return { code, err, status, items }
}

const codesOf = (items: readonly Item[], status: Item['status']) =>
  items.filter((item) => item.status === status).map(({ code }) => code)
const kindsOf = (items: readonly Item[]) => [
  ...new Set(items.flatMap(({ failure }) => (failure ? [failure.kind] : []))),
]
