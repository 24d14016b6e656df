import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPart } from '@interleave/flags'
import { startOrigin, type Origin } from '@interleave/origin'
import { expect } from 'vitest'
import { isAlive, ownerOf } from '../../src/sweep.ts'
import { drawsOf, SEED } from './draw.ts'
import { expectWhole, expectWholeFlags, isFinal } from './images.ts'
import type { RowCheck } from './row-check.ts'
import { openScene, type Contender, type Scene } from './scene.ts'

/** Signals, at drawn instants. */
export const SIGNALS: readonly RowCheck[] = [
  interruptedAgain('to the very end'),
  interruptedAgain('when the first was heard'),
  stoppedBy('SIGINT', 130),
  stoppedBy('SIGTERM', 143),
  {
    row: 'F34',
    title: 'SIGKILL at any instant: whole files only; then the same again: no debris, and all files',
    async check(contender) {
      await using halfway = await goHalfway(contender)
      const { scene, origin, directory, words, running, when } = halfway
      // The lane too, at the same instant.
      running.killAll()
      await running.ended
      const left = await readdir(directory)
      const debris = left.filter((name) => !isFinal(name))
      expect(debris.filter(isUnknown), `debris that nobody will know again, at ${when}`).toEqual([])
      // The signal is sent, but a process in the middle of a write ends when that has.
      for (let tries = 0; tries < 1000 && debris.some((name) => isAlive(ownerOf(name))); tries++) await sleep(10)
      const files = await expectWhole(left.filter(isFinal), directory, origin)
      expect(files.length, `files, at ${when}`).toBeLessThan(COUNT)

      const { code, out, err } = await scene.start(words).ended
      expect(code, `the exit code of the second run, at ${when}; it complained: ${err}`).toBe(0)
      expect(out, `at ${when}`).toContain(`${COUNT} flags downloaded.\n`)
      expect(await expectWholeFlags(directory, origin), `at ${when}`).toHaveLength(COUNT)
    },
  },
]

function stoppedBy(signal: NodeJS.Signals, code: number): RowCheck {
  return {
    row: 'F33',
    title: `${signal} at any instant: whole files only, the report so far, exit code ${code}`,
    async check(contender) {
      await using halfway = await goHalfway(contender)
      const { origin, directory, running, when } = halfway
      running.kill(signal)
      const { out, err, ...end } = await running.ended
      expect(end.code, `the exit code, at ${when}`).toBe(code)
      expect(err, `what it complained of, at ${when}`).toBe('')
      const [, ok, cancelled] = /(\d+) flags? downloaded\.\n(\d+) cancelled\.\n/.exec(out) ?? []
      expect(Number(ok) + Number(cancelled), `flags in the report, at ${when}: ${out}`).toBe(COUNT)
      const files = await expectWholeFlags(directory, origin)
      // A file may be there whose end was never told: its lane was stopped in between.
      expect(files.length, `files, at ${when}`).toBeGreaterThanOrEqual(Number(ok))
    },
  }
}

/** One signal may be taken for two that came together, and one may come too late; of many, none can be missed. */
function interruptedAgain(again: 'to the very end' | 'when the first was heard'): RowCheck {
  return {
    row: 'F33',
    title: `SIGINT, and again ${again}: whole files only, exit code 130`,
    async check(contender) {
      await using halfway = await goHalfway(contender)
      const { origin, directory, running, when } = halfway
      running.kill('SIGINT')
      // Nothing is under way any more, though the program may still be clearing up.
      if (again === 'when the first was heard') {
        await Promise.race([origin.untilIdle({ timeout: 30_000 }), running.ended])
      }
      running.kill('SIGINT')
      const more = setInterval(() => running.kill('SIGINT'), 1)
      const { code, err } = await running.ended.finally(() => clearInterval(more))
      expect(code, `the exit code, at ${when}`).toBe(130)
      expect(err, `what it complained of, at ${when}`).toBe('')
      await expectWholeFlags(directory, origin)
    },
  }
}

/** A run at an instant in the middle of it. */
interface Halfway extends AsyncDisposable {
  readonly scene: Scene
  readonly origin: Origin
  readonly directory: string
  readonly words: readonly string[]
  readonly running: ReturnType<Scene['start']>
  /** What was drawn, for a message. */
  readonly when: string
}

/** Starts a download, and resolves after so many requests and so many ms more as were drawn. */
async function goHalfway(contender: Contender): Promise<Halfway> {
  const requests = 1 + Math.floor(draw() * 25)
  const ms = Math.floor(draw() * 40)
  await using stack = new AsyncDisposableStack()
  // Not the same for all, or those that are asked for together would also end together.
  const origin = stack.use(await startOrigin({ label: 'DELAY', delay: { kind: 'uniform', min: 10, max: 50 } }))
  const scene = stack.use(openScene(contender))
  const directory = await scene.folder()
  const words = scene.flags(origin, directory, '-a', '-l', String(COUNT), '-m', '3')
  const running = scene.start(words)
  await Promise.race([origin.untilRequests(requests, { timeout: 30_000 }), running.ended])
  await sleep(ms)
  const when = `seed ${SEED}: ${requests} requests and ${ms} ms`
  const whole = stack.move()
  return { scene, origin, directory, words, running, when, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

function isUnknown(name: string): boolean {
  return !isPart(name)
}

const draw = drawsOf(SEED)
const COUNT = 60
