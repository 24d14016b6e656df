import { readdir } from 'node:fs/promises'
import { DEFAULT_SPINNER, type TraceEvent } from '@interleave/contract'
import { expect, test } from 'vitest'
import { runInLane, type LaneOptions } from '../src/run-in-lane.ts'
import { sweepParts } from '../src/sweep.ts'
import { fakeInterrupts } from './fake-interrupts.ts'
import { madeUp } from './made-up.ts'
import { temporaryDirectory } from './temporary-directory.ts'

async function runMadeUp({ module }: { module: string }, options: Partial<LaneOptions> = {}) {
  const directory = await temporaryDirectory()
  const events: TraceEvent[] = []
  const end = await runInLane(
    { program: 'downloader', module, options: { codes: ['BR', 'CN'], base: 'http://x', directory, concurrency: 2 } },
    { interrupts: fakeInterrupts(), onEvent: (event) => events.push(event), onOutput: () => {}, ...options },
  )
  return { end, events, directory }
}

test('a failure is told in its own words', async () => {
  const { end, events } = await runMadeUp(madeUp.failing)
  expect(end).toEqual({ status: 'failed', message: 'Everything went wrong.' })
  expect(events.map(({ kind }) => kind)).toEqual(['run.start', 'run.end'])
})

test('a process that dies is a failure, and what it said before counts', async () => {
  const { end, events } = await runMadeUp(madeUp.dying)
  expect(end).toEqual({ status: 'failed', message: 'Its process ended too early (signal SIGKILL).' })
  expect(events.map(({ kind }) => kind)).toEqual(['run.start', 'task.started'])
})

test('an error that nobody caught is a failure', async () => {
  const { end } = await runMadeUp(madeUp.throwing)
  expect(end).toEqual({ status: 'failed', message: 'Nobody caught this.' })
})

test('a rejection that nobody handled takes the success back', async () => {
  const { end } = await runMadeUp(madeUp.lateRejection)
  expect(end).toEqual({ status: 'failed', message: 'Too late.' })
})

test('a process that doesn’t end by itself is a failure', async () => {
  const { end } = await runMadeUp(madeUp.lingering, { patience: { interrupted: 60_000, ended: 100 } })
  expect(end).toEqual({
    status: 'failed',
    message: 'Its process did not end by itself after the result (signal SIGKILL).',
  })
})

test('a module that isn’t there is a failure', async () => {
  const { end } = await runMadeUp({ module: new URL('nowhere.ts', import.meta.url).href })
  expect(end).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/^It can't be loaded: Cannot find module/),
  })
})

test('what it prints goes to whoever listens', async () => {
  let text = ''
  const { end } = await runMadeUp(madeUp.noisy, { onOutput: (piece) => void (text += piece) })
  expect(end.status).toBe('done')
  expect(text).toBe('NOISE\n')
})

test('an interrupt before the start starts nothing', async () => {
  const interrupts = fakeInterrupts()
  interrupts.raise('SIGINT')
  const { end, events } = await runMadeUp(madeUp.failing, { interrupts })
  expect(end).toEqual({ status: 'cancelled' })
  expect(events).toEqual([])
})

test('the first interrupt reaches the program, which cleans up', async () => {
  const interrupts = fakeInterrupts()
  const kinds: string[] = []
  const { end } = await runMadeUp(madeUp.polite, {
    interrupts,
    patience: { interrupted: 60_000, ended: 60_000 },
    onEvent: ({ kind }) => {
      kinds.push(kind)
      if (kind === 'task.started') interrupts.raise('SIGTERM')
    },
  })
  expect(end).toEqual({ status: 'cancelled' })
  expect(kinds).toEqual(['run.start', 'task.started', 'cancel.requested', 'cleanup.end', 'run.end'])
})

test.each([
  ['the second interrupt', { interrupted: 60_000, ended: 60_000 }, 2],
  ['patience after the first', { interrupted: 50, ended: 60_000 }, 1],
])('%s kills one that doesn’t listen; its half file is swept', async (_name, patience, times) => {
  const interrupts = fakeInterrupts()
  const { end, directory } = await runMadeUp(madeUp.stubborn, {
    interrupts,
    patience,
    onEvent: (event) => {
      if (event.kind !== 'task.started') return
      for (let time = 0; time < times; time++) interrupts.raise('SIGINT')
    },
  })
  expect(end).toEqual({ status: 'cancelled' })
  expect(await readdir(directory)).toHaveLength(2)
  expect(await sweepParts(directory)).toHaveLength(1)
  expect(await readdir(directory)).toEqual(['br.gif'])
})

test('one that has its result before the interrupt, and is killed by it after that, is done', async () => {
  const interrupts = fakeInterrupts()
  const onEvent = ({ kind }: TraceEvent) => kind === 'task.started' && interrupts.raise('SIGINT')
  const { end } = await runMadeUp(madeUp.lateSignal, { interrupts, onEvent })
  expect(end).toMatchObject({ status: 'done', result: { counts: { ok: 2 } } })
})

test('the spinner’s answer is a result too', async () => {
  const end = await runInLane(
    {
      program: 'spinner',
      module: madeUp.noisy.module,
      options: { ...DEFAULT_SPINNER, answer: 7 },
    },
    { interrupts: fakeInterrupts(), onEvent: () => {}, onOutput: () => {} },
  )
  expect(end).toEqual({ status: 'done', result: 7 })
})
