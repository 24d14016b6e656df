import { startOrigin } from '@interleave/origin'
import { expect } from 'vitest'
import { expectWholeFlags } from './images.ts'
import type { RowCheck } from './row-check.ts'
import { openScene } from './scene.ts'

/** Who reads standard output, and how. */
export const PIPES: readonly RowCheck[] = [
  {
    row: 'F35',
    title: 'standard output is closed early: no crash, no stack trace, whole files only',
    async check(contender) {
      await using origin = await startOrigin({ hold: true })
      await using scene = openScene(contender)
      const directory = await scene.folder()
      const { stdout, ended } = scene.start(scene.flags(origin, directory, 'b', '-v', '-m', '2'))
      await origin.untilRequests(1, { timeout: 30_000 })
      stdout.destroy()
      await origin.release()
      const { code, err } = await ended
      expect(code, `the exit code; it complained: ${err}`).toBe(141)
      expect(err).toBe('')
      await expectWholeFlags(directory, origin)
    },
  },
  {
    row: 'F35',
    title: 'standard output is read late: nothing is lost',
    isPossible: process.platform !== 'win32',
    async check(contender) {
      // Errors, whose sentences make the document larger than a pipe.
      await using origin = await startOrigin({ plan: { '*': { kind: 'status', status: 500 } } })
      await using scene = openScene(contender)
      const words = scene.flags(origin, await scene.folder(), '-e', '-m', '20', '--json')
      // Who reads takes the first byte as soon as it is there, and then a rest.
      const reader = 'dd bs=1 count=1 2>/dev/null; sleep 0.5; cat'
      const script = `{ "$@"; echo "exit code $?" >&2; } | { ${reader}; }`
      const { out, err } = await scene.start(words, { script }).ended
      expect(err).toBe('exit code 0\n')
      const [{ items }] = readDocument(out).variants
      expect(items).toHaveLength(676)
      expect(out.length, 'the document').toBeGreaterThan(PIPE)
    },
  },
]

function readDocument(text: string): { readonly variants: readonly [{ readonly items: readonly unknown[] }] } {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`The document is not whole: ${text.length} characters came.`, { cause })
  }
}

/** Bytes that a pipe of Linux takes from a writer whom nobody reads. */
const PIPE = 65_536
