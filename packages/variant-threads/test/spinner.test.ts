import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SPINNER, eraseText, frameText, type Ports, type TraceEvent } from '@interleave/contract'
import { openDispatcher } from '@interleave/flags/dispatcher'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { variant } from '../src/index.ts'
import { SpinnerThread } from '../src/spinner-thread.ts'
import { supervisor } from '../src/spinner.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const path = join(tmpdir(), `spinner-${process.pid}`)
const options = { ...DEFAULT_SPINNER, interval: 10, delay: 300 }
const erase = eraseText(options.message)
let descriptor: number
let events: TraceEvent[]
let ports: Ports

beforeEach(() => {
  descriptor = openSync(path, 'w')
  events = []
  ports = {
    dispatcher: openDispatcher({ connections: 1 }),
    out: (text) => void writeSync(descriptor, text),
    outDescriptor: descriptor,
    trace: (event) => void events.push(event),
  }
})

afterEach(() => {
  closeSync(descriptor)
  rmSync(path)
})

const written = () => readFileSync(path, 'utf8')

test('frames are drawn and the line is erased while the event loop stands still', async () => {
  let turned = false
  setImmediate(() => (turned = true))
  const spinner = new SpinnerThread(options, ports)
  expect(supervisor(options, ports, new AbortController().signal, spinner)).toBe(42)
  const unblocked = performance.now()
  expect(turned).toBe(false)

  const frames = events.filter((event) => event.kind === 'spinner.frame')
  const text = frames.map((_, frame) => frameText(frame, options.message)).join('')
  expect(frames.length).toBeGreaterThan(1)
  expect(written()).toBe(`spinner object: <Worker(spinner, initial)>\n${text}${erase}`)
  const times = frames.map(({ at }) => at ?? Number.NaN)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.every((at) => at < unblocked)).toBe(true)
  // They came one by one, not all together when the caller was free again. (A wait may end a fraction of a ms early.)
  const lasted = (times.at(-1) ?? 0) - (times[0] ?? 0)
  expect(lasted).toBeGreaterThan((frames.length - 1) * (options.interval - 1))
  await spinner.ended
})

test('a spinner that is told to stop in the middle of its pause wakes up for it', async () => {
  // Were it not woken, it would sleep for longer than this test may take.
  const spinner = new SpinnerThread({ ...options, interval: 60_000 }, ports)
  supervisor(options, ports, new AbortController().signal, spinner)
  await spinner.ended
  expect(spinner.describe()).toBe('<Worker(spinner, stopped)>')
  expect(written().endsWith(erase)).toBe(true)
})

test('asked to stop it cleans the line up; killed it leaves the line dirty', async () => {
  const asked = new SpinnerThread(options, ports)
  asked.start()
  asked.stop()
  asked.join()
  await asked.ended
  expect(written().endsWith(erase)).toBe(true)

  const killed = new SpinnerThread({ ...options, message: 'killed' }, ports)
  killed.start()
  await vi.waitFor(() => expect(written()).toContain(frameText(0, 'killed')))
  await killed.terminate()
  await killed.ended
  expect(written().endsWith(eraseText('killed'))).toBe(false)
})

test('woken for nothing, it goes on waiting: for the start of the thread, and for its end', async () => {
  const { wait } = Atomics
  let isForNothing = false
  const waits = vi.spyOn(Atomics, 'wait').mockImplementation((...how) => {
    isForNothing = !isForNothing
    return isForNothing ? 'ok' : wait(...how)
  })
  onTestFinished(() => waits.mockRestore())
  const spinner = new SpinnerThread(options, ports)
  spinner.start()
  expect(spinner.describe()).not.toBe('<Worker(spinner, initial)>')
  spinner.stop()
  spinner.join()
  expect(spinner.describe()).toBe('<Worker(spinner, stopped)>')
  await spinner.ended
})

test('a thread that can not write makes the run fail, and ends', async () => {
  const run = variant.spinner(options, { ...ports, outDescriptor: 1_000_000 })
  await expect(run.result).rejects.toMatchObject({ code: 'EBADF' })
  expect(run.status).toBe('failed')
})

test('the first line failing, no thread is started', async () => {
  const out = () => {
    throw new Error('no terminal')
  }
  const run = variant.spinner(options, { ...ports, out })
  await expect(run.result).rejects.toThrow('no terminal')
  expect(events.map(({ kind }) => kind)).toEqual(['run.start', 'run.end'])
})
