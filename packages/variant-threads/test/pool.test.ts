import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { type DownloadOptions, type Ports, type TraceEvent, type TraceKind } from '@interleave/contract'
import { POP20 } from '@interleave/flags'
import { openDispatcher } from '@interleave/flags/dispatcher'
import { startOriginThread, type Origin } from '@interleave/origin'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { variant } from '../src/index.ts'
import { PoolThread } from '../src/pool-thread.ts'
import { WorkerPool } from '../src/pool.ts'

// A thread's start takes as long as the machine is busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const patience = { timeout: 20_000 }
let origin: Origin
let directory: string
let events: TraceEvent[]
let workers: Worker[]
const onWorker = (worker: Worker) => void workers.push(worker)

beforeEach(async () => {
  origin = await startOriginThread({ hold: true })
  directory = await mkdtemp(join(tmpdir(), 'threads-'))
  events = []
  workers = []
  process.on('worker', onWorker)
})

afterEach(async () => {
  process.off('worker', onWorker)
  await origin.close()
  await rm(directory, { recursive: true })
})

const count = (kind: TraceKind) => events.filter((event) => event.kind === kind).length

function download(options: Partial<DownloadOptions>, ports: Partial<Ports> = {}) {
  return variant.downloader(
    { codes: POP20, base: origin.base, directory, concurrency: 2, ...options },
    {
      dispatcher: openDispatcher({ connections: 1 }),
      out: () => {},
      trace: (event) => void events.push(event),
      ...ports,
    },
  )
}

test('a thread that dies costs its item and is replaced', async () => {
  const run = download({})
  await origin.untilOpen(2, patience)
  await workers[0]?.terminate()
  // The second place is filled again while everything is held: the pool has its size back.
  await origin.untilRequests(3, patience)
  await origin.untilOpen(2, patience)
  await origin.release()
  const { counts, items } = await run.result
  expect(counts).toEqual({ ok: 19, 'not-found': 0, error: 1, cancelled: 0 })
  expect(items.find(({ status }) => status === 'error')?.failure).toEqual({
    kind: 'worker',
    message: 'The thread that downloaded it died: it exited',
  })
  expect((await readdir(directory)).length).toBe(19)
  expect(count('thread.exit')).toBe(count('thread.spawn'))
})

test('what a dead thread had begun to write is removed', async () => {
  const part = join(directory, 'BR.part')
  const pool = new WorkerPool(
    { base: origin.base, directory },
    { size: 1, started: () => {}, settled: () => {}, trace: () => {} },
  )
  const over = pool.run([{ code: 'BR', part }])
  await origin.untilOpen(1, patience)
  await writeFile(part, 'GIF89a')
  await workers[0]?.terminate()
  await over
  expect(await readdir(directory)).toEqual([])
})

test('a cancel is asked for, not enforced: requests are closed, and every thread exits by itself', async () => {
  const codes: number[] = []
  const run = download({ concurrency: 3 })
  await origin.untilOpen(3, patience)
  for (const worker of workers.slice(0, 3)) worker.once('exit', (code) => codes.push(code))
  run.cancel('enough')
  await expect(run.result).rejects.toMatchObject({ name: 'RunCancelled', reason: 'enough' })
  expect(count('thread.exit')).toBe(count('thread.spawn'))
  expect(count('task.settled')).toBe(3)
  expect(codes).toEqual([0, 0, 0])
  await origin.untilIdle()
  expect((await origin.report()).aborted).toBe(3)
  expect(await readdir(directory)).toEqual([])
})

test('a deaf thread is killed when its time to clean up is over', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const thread: PoolThread = new PoolThread({
    id: 'deaf',
    settings: { base: origin.base, directory },
    hear: () => {
      thread.ready = true
      thread.dismiss()
    },
    exited: () => resolve('exited'),
    script: new URL('./deaf-worker.ts', import.meta.url),
    grace: 10,
  })
  expect(await promise).toBe('exited')
})

test('no more threads are started than there is work for', async () => {
  await origin.release()
  const run = download({ codes: ['BR'], concurrency: 30 })
  expect((await run.result).counts.ok).toBe(1)
  expect(workers).toHaveLength(1)
})

test('an error that is no failure of a download ends the run, with all threads', async () => {
  const run = download({ base: 'nowhere' })
  await expect(run.result).rejects.toThrow(/URL/)
  expect(run.status).toBe('failed')
  expect(count('thread.exit')).toBe(count('thread.spawn'))
})

test('a port that throws ends the run, with all threads', async () => {
  await origin.release()
  const trace: Ports['trace'] = (event) => {
    events.push(event)
    if (event.kind === 'task.settled') throw new Error('no more room for events')
  }
  const run = download({}, { trace })
  await expect(run.result).rejects.toThrow('no more room for events')
  expect(count('thread.exit')).toBe(count('thread.spawn'))
})

test('a pool none of whose threads comes up says so', async () => {
  process.on('worker', kill)
  try {
    await expect(download({}).result).rejects.toThrow('No thread could be started')
  } finally {
    process.off('worker', kill)
  }
})

function kill(worker: Worker): void {
  void worker.terminate()
}
