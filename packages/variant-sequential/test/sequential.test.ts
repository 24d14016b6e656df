import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SPINNER, type Ports } from '@interleave/contract'
import { openDispatcher } from '@interleave/flags/dispatcher'
import { startOriginThread, type Origin } from '@interleave/origin'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { variant } from '../src/index.ts'

// A thread's start takes as long as the machine is busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let origin: Origin
let directory: string
const ports: Ports = { dispatcher: openDispatcher({ connections: 1 }), out: () => {}, trace: () => {} }

beforeEach(async () => {
  origin = await startOriginThread()
  directory = await mkdtemp(join(tmpdir(), 'sequential-'))
})

afterEach(async () => {
  await origin.close()
  await rm(directory, { recursive: true })
})

test('the spinner keeps its caller until the answer is there', async () => {
  let turned = false
  setTimeout(() => (turned = true), 0)
  const run = variant.spinner({ ...DEFAULT_SPINNER, delay: 50 }, ports)
  expect(run.status).toBe('done')
  expect(turned).toBe(false)
  expect(await run.result).toBe(42)
})

test('the downloader keeps its caller until the last file is there', async () => {
  let turned = false
  setTimeout(() => (turned = true), 0)
  const run = variant.downloader({ codes: ['BR', 'ZQ', 'CN'], base: origin.base, directory, concurrency: 9 }, ports)
  expect(run.status).toBe('done')
  expect(turned).toBe(false)
  expect((await run.result).counts).toEqual({ ok: 2, 'not-found': 1, error: 0, cancelled: 0 })
  expect((await origin.report()).requests.map(({ code }) => code)).toEqual(['BR', 'ZQ', 'CN'])
})

test('between two downloads it hears a signal that a port aborts', async () => {
  const controller = new AbortController()
  const trace: Ports['trace'] = ({ kind }) => {
    if (kind === 'task.settled') controller.abort('enough')
  }
  const run = variant.downloader(
    { codes: ['BR', 'CN'], base: origin.base, directory, concurrency: 1 },
    { ...ports, trace, signal: controller.signal },
  )
  await expect(run.result).rejects.toMatchObject({ name: 'RunCancelled', reason: 'enough' })
  expect(run.status).toBe('cancelled')
  expect(await readdir(directory)).toEqual(['br.gif'])
})
