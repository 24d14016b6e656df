import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { DEFAULT_LIMITS } from '@interleave/contract'
import { startOriginThread, type Origin } from '@interleave/origin'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { BlockingFetch, type BlockingFetchOptions } from '../src/blocking-fetch.ts'
import { STATE } from '../src/protocol.ts'

// A thread's start takes as long as the machine is busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let origin: Origin
let fetching: BlockingFetch
let workers: Worker[]
const onWorker = (worker: Worker) => void workers.push(worker)

beforeEach(async () => {
  origin = await startOriginThread()
  workers = []
  process.on('worker', onWorker)
})

afterEach(async () => {
  fetching.close()
  process.off('worker', onWorker)
  await origin.close()
})

/** The error that a request of BR throws. */
function failure(options: BlockingFetchOptions, total: number): unknown {
  fetching = new BlockingFetch({ ...DEFAULT_LIMITS, total }, options)
  try {
    fetching.request(`${origin.base}/br/br.gif`)
  } catch (error) {
    return error
  }
  return undefined
}

test('returns head and body to a thread whose event loop stands still', async () => {
  let turned = false
  setImmediate(() => (turned = true))
  fetching = new BlockingFetch(DEFAULT_LIMITS)
  const { statusCode, headers, body } = fetching.request(`${origin.base}/br/br.gif`)
  const bytes = body.bytes()
  expect(turned).toBe(false)
  expect(statusCode).toBe(200)
  expect(headers['content-type']).toBe('image/gif')
  expect(bytes).toHaveLength(Number(headers['content-length']))
})

test('keeps one connection, dumped answers included', async () => {
  fetching = new BlockingFetch(DEFAULT_LIMITS)
  for (const code of ['br', 'zq', 'cn']) fetching.request(`${origin.base}/${code}/${code}.gif`).body.dump()
  expect((await origin.report()).connections.total).toBe(1)
})

test('an error keeps its kind and its words on the way between the threads', async () => {
  await origin.down()
  expect(failure({}, 5000)).toMatchObject({
    name: 'DownloadError',
    kind: 'refused',
    message: expect.stringMatching(/^The server is not there/),
  })
})

test('what is no failure of a download comes through as it is', () => {
  fetching = new BlockingFetch(DEFAULT_LIMITS)
  expect(() => fetching.request('nowhere')).toThrow(/URL/)
})

test('takes no longer than the total limit', async () => {
  await origin.reset({ hold: true })
  expect(failure({}, 100)).toMatchObject({ kind: 'timeout' })
})

test('a helper that dies is noticed, an error of kind worker, and the next request has a new one', () => {
  const script = new URL('./dying-worker.ts', import.meta.url)
  expect(failure({ script, grace: 0 }, 15_000)).toMatchObject({ kind: 'worker', message: 'The fetching thread ended.' })
  expect(() => fetching.request(`${origin.base}/br/br.gif`)).toThrow('The fetching thread ended.')
})

test('a helper that falls silent is an error of kind worker after the limit and a grace', async () => {
  const script = new URL('./mute-worker.ts', import.meta.url)
  expect(failure({ script, grace: 50 }, 50)).toMatchObject({ kind: 'worker', message: 'No word from it in 100 ms.' })
  await Promise.all(workers.map((worker) => once(worker, 'exit')))
})

test('woken for nothing, it goes on waiting: for an answer, and for the end of the helper', () => {
  const { wait } = Atomics
  let isForNothing = false
  const waits = vi.spyOn(Atomics, 'wait').mockImplementation((...how) => {
    isForNothing = !isForNothing
    return isForNothing ? 'ok' : wait(...how)
  })
  onTestFinished(() => waits.mockRestore())
  fetching = new BlockingFetch(DEFAULT_LIMITS)
  const { statusCode, body } = fetching.request(`${origin.base}/br/br.gif`)
  expect(statusCode).toBe(200)
  expect(body.bytes()).not.toHaveLength(0)
  fetching.close()
  expect(waits.mock.lastCall?.[0][0]).toBe(STATE.gone)
})

test('closing returns when the helper is at its end', async () => {
  fetching = new BlockingFetch(DEFAULT_LIMITS)
  fetching.request(`${origin.base}/br/br.gif`).body.dump()
  fetching.close()
  fetching.close()
  await Promise.all(workers.map((worker) => once(worker, 'exit')))
  await origin.untilIdle()
  // The helper has closed its connection; the origin sees it a moment later.
  await expect.poll(async () => (await origin.report()).connections.now).toBe(0)
})
