import { expect, test } from 'vitest'
import {
  Cancelled,
  CancelScope,
  CapacityLimiter,
  checkpoint,
  currentStatistics,
  openNursery,
  run,
} from '../../src/index.ts'
import { runInWorker, type RunInWorkerOptions } from '../../src/node.ts'

const module = new URL('./work.ts', import.meta.url)
const work = (name: string, args: unknown[] = [], options: RunInWorkerOptions = {}) =>
  runInWorker(module, args, { export: name, ...options })

test('calls a function of a module in a thread of its own', async () => {
  expect(await run(() => runInWorker<number>(module, [20, 22]))).toBe(42)
  expect(await run(() => runInWorker<number>(String(module), [20, 22]))).toBe(42)
  expect(await run(() => runInWorker<number>(module))).toBeNaN()
})

test('what the function throws comes back, and a thread that dies says so', async () => {
  await expect(run(() => work('fail'))).rejects.toThrow('in the worker')
  await expect(run(() => work('noSuch'))).rejects.toThrow('no function named noSuch')
  await expect(run(() => work('die'))).rejects.toThrow('exit code 7')
  await expect(run(() => work('die', [], { abandonOnCancel: true }))).rejects.toThrow('exit code 7')
  await expect(run(() => work('uncaught'))).rejects.toThrow('nobody catches')
  await expect(run(() => work('failWithFunction'))).rejects.toThrow('What failWithFunction threw')
  await expect(run(() => work('failWithFunction'))).rejects.toThrow('disk full')
  await expect(run(() => work('uncopiable'))).rejects.toThrow('can’t be sent'.replace('’', "'"))
})

test('a thread that dies of an error is gone before it is told', async () => {
  let ended = false
  process.once('worker', (worker) => worker.once('exit', () => (ended = true)))
  await expect(run(() => work('uncaught'))).rejects.toThrow('nobody catches')
  expect(ended).toBe(true)
})

test('an argument that can’t be copied starts no thread, and the token is back', async () => {
  const limiter = new CapacityLimiter(1)
  for (const abandonOnCancel of [false, true]) {
    await expect(run(() => work('default', [() => {}], { limiter, abandonOnCancel }))).rejects.toThrow('be cloned')
    expect(limiter.borrowedTokens).toBe(0)
  }
})

test('cancelled, the thread is ended, busy as it is, and its token is back', async () => {
  const limiter = new CapacityLimiter(1)
  const busy = new Int32Array(new SharedArrayBuffer(4))
  await run(() =>
    openNursery(async (nursery) => {
      const task = nursery.startSoon(() => work('spin', [busy], { limiter }))
      while (Atomics.load(busy, 0) === 0) await checkpoint()
      expect(limiter.statistics().borrowedTokens).toBe(1)
      task.cancel()
      await expect(task.join()).rejects.toBeInstanceOf(Cancelled)
      expect(limiter.statistics().borrowedTokens).toBe(0)
    }),
  )
})

test('abandoned, it goes on by itself, and keeps its token until it ends', async () => {
  const limiter = new CapacityLimiter(1)
  const flag = new Int32Array(new SharedArrayBuffer(4))
  await run(async () => {
    await openNursery(async (nursery) => {
      const task = nursery.startSoon(() => work('wait', [flag], { limiter, abandonOnCancel: true }))
      while (Atomics.load(flag, 0) === 0) await checkpoint()
      task.cancel()
      await expect(task.join()).rejects.toBeInstanceOf(Cancelled)
    })
    expect(limiter.statistics().borrowedTokens).toBe(1)
    expect(currentStatistics().abandoned.pending).toBe(1)
    Atomics.store(flag, 0, 2)
    Atomics.notify(flag, 0)
    await limiter.acquireOnBehalfOf('next')
  })
})

test('L11 a cancelled caller starts no thread', async () => {
  const limiter = new CapacityLimiter(1)
  await run(() =>
    new CancelScope().run(async (scope) => {
      scope.cancel()
      await expect(work('default', [1, 2], { limiter })).rejects.toBeInstanceOf(Cancelled)
    }),
  )
  await run(() =>
    new CancelScope().run(async (scope) => {
      const late = work('default', [1, 2], { limiter })
      expect(limiter.statistics().borrowedTokens).toBe(1)
      scope.cancel()
      await expect(late).rejects.toBeInstanceOf(Cancelled)
    }),
  )
  expect(limiter.statistics().borrowedTokens).toBe(0)
})
