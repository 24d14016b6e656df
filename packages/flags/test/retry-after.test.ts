import type { Dispatcher } from 'undici'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { retryAfter, type RetryOptions } from '../src/retry-after.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Asks a server that says each time to come back in so many seconds, and at the end answers 200. */
function askAgainAfter(pauses: readonly number[], options: RetryOptions, composed = dispatcher(pauses, options)) {
  const startedAt = performance.now()
  const handler = {
    onRequestStart: vi.fn<(controller: Dispatcher.DispatchController) => void>(),
    onResponseStart: vi.fn<(controller: Dispatcher.DispatchController, statusCode: number) => void>(),
    onResponseError: vi.fn<(controller: Dispatcher.DispatchController, error: Error) => void>(),
  }
  const askedAt: number[] = []
  composed.onRequest = () => void askedAt.push(performance.now() - startedAt)
  composed.ask(handler)
  return {
    /** ms from the first request to each. */
    askedAt,
    statuses: () => handler.onResponseStart.mock.calls.map(([, statusCode]) => statusCode),
    errors: () => handler.onResponseError.mock.calls.map(([, error]) => error),
    /** What the handler was given last to stop with. */
    controller: () => handler.onRequestStart.mock.lastCall![0],
  }
}

function dispatcher(pauses: readonly number[], options: RetryOptions) {
  let asked = 0
  const composed = {
    onRequest: () => {},
    ask: (handler: Dispatcher.DispatchHandler) => {
      asked = 0
      return dispatch({ path: '/', method: 'GET' }, handler)
    },
  }
  const dispatch = retryAfter(options)((_options, handler) => {
    composed.onRequest()
    const pause = pauses[asked++]
    handler.onRequestStart?.(CONTROLLER, {})
    const [status, headers] = pause === undefined ? [200, {}] : [503, { 'retry-after': String(pause) }]
    handler.onResponseStart?.(CONTROLLER, status, headers)
    handler.onResponseEnd?.(CONTROLLER, {})
    return true
  })
  return composed
}

const CONTROLLER: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort() {},
  pause() {},
  resume() {},
}

test('each wait is as long as its own answer says', async () => {
  const { askedAt, statuses } = askAgainAfter([1, 3], { retries: 2, within: 10_000 })
  await vi.runAllTimersAsync()
  expect(askedAt).toEqual([0, 1000, 4000])
  expect(statuses()).toEqual([200])
})

test('the limit is one for all waits of a request', async () => {
  const { askedAt, statuses } = askAgainAfter([2, 2, 2], { retries: 9, within: 5000 })
  await vi.runAllTimersAsync()
  expect(askedAt).toEqual([0, 2000, 4000])
  expect(statuses()).toEqual([503])
})

test('and begins anew with the next request', async () => {
  const options = { retries: 1, within: 3000 }
  const composed = dispatcher([2], options)
  const first = askAgainAfter([2], options, composed)
  await vi.runAllTimersAsync()
  const second = askAgainAfter([2], options, composed)
  await vi.runAllTimersAsync()
  expect([...first.statuses(), ...second.statuses()]).toEqual([200, 200])
})

test('aborted while it waits, it tells why, once, and leaves no timer', async () => {
  const { askedAt, errors, controller } = askAgainAfter([20], { retries: 1, within: 60_000 })
  await vi.advanceTimersByTimeAsync(1000)
  const enough = new Error('enough')
  controller().abort(enough)
  controller().abort(new Error('more than enough'))
  expect(errors()).toEqual([enough])
  expect(controller()).toMatchObject({ aborted: true, reason: enough })
  expect(vi.getTimerCount()).toBe(0)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(askedAt).toEqual([0])
})
