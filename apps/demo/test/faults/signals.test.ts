import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isPart } from '@interleave/flags'
import { startOrigin, type Origin } from '@interleave/origin'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { isAlive, ownerOf } from '../../src/sweep.ts'
import { run, start } from '../command.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { drawsOf, SEED } from './draw.ts'
import { expectWholeFlags, IDS } from './images.ts'

let origin: Origin
beforeEach(async () => {
  origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms: 30 } })
})
afterEach(() => origin.close())

const draw = drawsOf(SEED)
const COUNT = 60

/** What to type, and a moment in the middle of it: so many requests, and so many ms more. */
async function plan(id: string) {
  const directory = await temporaryDirectory()
  const words = ['flags', '-a', '-l', String(COUNT), '-m', '3', '--variant', id, '--base', origin.base, '-o', directory]
  const requests = 1 + Math.floor(draw() * 25)
  const ms = Math.floor(draw() * 40)
  const moment = async () => {
    await origin.untilRequests(requests, { timeout: 30_000 })
    await sleep(ms)
  }
  return { directory, words, moment, when: `seed ${SEED}: ${requests} requests and ${ms} ms` }
}

for (const id of IDS) {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    `F33 ${id}: %s at any instant: whole files only, the report so far, exit code %i`,
    async (signal, code) => {
      const { directory, words, moment, when } = await plan(id)
      const { child, ended } = start(words)
      await moment()
      child.kill(signal)
      const { out, err, ...end } = await ended
      expect([end.code, err], `at ${when}`).toEqual([code, ''])
      const [, ok, cancelled] = /(\d+) flags? downloaded\.\n(\d+) cancelled\.\n/.exec(out) ?? []
      expect(Number(ok) + Number(cancelled), `${when}: ${out}`).toBe(COUNT)
      const files = await expectWholeFlags(directory, origin)
      // A file may be there whose end was never told: its lane was stopped in between.
      expect(files.length, `at ${when}`).toBeGreaterThanOrEqual(Number(ok))
    },
  )

  test(`F33 ${id}: SIGINT twice: at once, whole files only`, async () => {
    const { directory, words, moment, when } = await plan(id)
    const { child, ended } = start(words)
    await moment()
    child.kill('SIGINT')
    child.kill('SIGINT')
    const { code, err } = await ended
    expect([code, err], `at ${when}`).toEqual([130, ''])
    await expectWholeFlags(directory, origin)
  })

  test(`F34 ${id}: SIGKILL at any instant, then the same again: no debris, and all files`, async () => {
    const { directory, words, moment, when } = await plan(id)
    // A group of its own, so that the lane is killed at the same instant.
    const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: 'ignore', detached: true })
    const closed = once(child, 'close')
    const kill = () => process.kill(-Number(child.pid), 'SIGKILL')
    onTestFinished(() => {
      if (child.exitCode === null && child.signalCode === null) kill()
    })
    await moment()
    kill()
    await closed
    const left = await readdir(directory)
    expect(left.length, `at ${when}`).toBeLessThan(COUNT)
    const debris = left.filter((name) => !/^[a-z]{2}\.gif$/.test(name))
    expect(debris.every(isPart), `at ${when}: ${debris.join(' ')}`).toBe(true)
    // The signal is sent, but a process in the middle of a write ends when that has.
    await expect.poll(() => debris.filter((name) => isAlive(ownerOf(name)))).toEqual([])

    const { code, out, err } = await run(words)
    expect([code, err], `at ${when}`).toEqual([0, ''])
    expect(out, `at ${when}`).toContain(`${COUNT} flags downloaded.\n`)
    expect(await expectWholeFlags(directory, origin), `at ${when}`).toHaveLength(COUNT)
  })
}

const PROGRAM = fileURLToPath(new URL('../../src/interleave.ts', import.meta.url))
