import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { DEFAULT_LIMITS } from '@interleave/contract'
import { request } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { openDispatcher } from '../src/dispatcher.ts'
import { flagRequest } from '../src/index.ts'

type Answer = (response: ServerResponse, socket: Socket) => void

const ok: Answer = (response) => response.end('here')
const later =
  (retryAfter: string, statusCode = 503): Answer =>
  (response) =>
    response.writeHead(statusCode, { 'retry-after': retryAfter }).end('later')
const drop: Answer = (_response, socket) => socket.destroy()
const reset: Answer = (_response, socket) => socket.resetAndDestroy()
const dropInBody: Answer = (response, socket) => {
  response.writeHead(200, { 'content-length': 100 }).write('some', () => socket.destroy())
}

/** A server that answers the first request with the first of these, and so on; and how to ask it. */
async function ask(answers: readonly Answer[], { retries = 0, total = DEFAULT_LIMITS.total } = {}) {
  let asked = 0
  const server = createServer((incoming: IncomingMessage, response) => {
    const answer = answers[asked++]
    if (answer) answer(response, incoming.socket)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dispatcher = openDispatcher({ connections: 1, retries, limits: { ...DEFAULT_LIMITS, total } })
  onTestFinished(async () => {
    await dispatcher.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  const get = async (signal?: AbortSignal) => {
    const { statusCode, body } = await request(`http://127.0.0.1:${port}/`, {
      ...flagRequest(),
      dispatcher,
      ...(signal && { signal }),
    })
    return `${statusCode} ${await body.text()}`
  }
  return { get, asked: () => asked }
}

test.each([
  ['closed', drop],
  ['reset', reset],
])('a used connection that is %s under a request: asked once more', async (_how, lose) => {
  const { get, asked } = await ask([ok, lose, ok])
  await get()
  expect(await get()).toBe('200 here')
  expect(asked()).toBe(3)
})

test('only once', async () => {
  const { get, asked } = await ask([ok, drop, drop, ok])
  await get()
  await expect(get()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
  expect(asked()).toBe(3)
  expect(await get()).toBe('200 here')
})

test('not on a new connection, and not once an answer has begun', async () => {
  const fresh = await ask([drop, ok])
  await expect(fresh.get()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
  expect(fresh.asked()).toBe(1)
  const begun = await ask([ok, dropInBody, ok])
  await begun.get()
  await expect(begun.get()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
  expect(begun.asked()).toBe(2)
})

test('a request that is aborted is not made again', async () => {
  const controller = new AbortController()
  const { get, asked } = await ask([ok, () => controller.abort(new Error('enough')), ok])
  await get()
  await expect(get(controller.signal)).rejects.toThrow('enough')
  expect(asked()).toBe(2)
})

test.each([
  ['503', later('0')],
  ['429', later('0', 429)],
  ['503 with a date', later(new Date(0).toUTCString())],
])('%s: asked again as often as the option says', async (_what, answer) => {
  const without = await ask([answer, ok])
  expect(await without.get()).toMatch(/^(503|429) later$/)
  expect(without.asked()).toBe(1)
  const twice = await ask([answer, answer, ok], { retries: 2 })
  expect(await twice.get()).toBe('200 here')
  const tooFew = await ask([answer, answer, ok], { retries: 1 })
  expect(await tooFew.get()).toMatch(/^(503|429) later$/)
  expect(tooFew.asked()).toBe(2)
})

test.each([
  ['names no moment', later('soon')],
  ['names one beyond the limit', later('2')],
])('an answer whose Retry-After %s is passed on at once', async (_what, answer) => {
  const { get, asked } = await ask([answer, ok], { retries: 3, total: 1000 })
  expect(await get()).toBe('503 later')
  expect(asked()).toBe(1)
})

test('other errors are not asked for again', async () => {
  const { get, asked } = await ask([later('0', 500), ok], { retries: 3 })
  expect(await get()).toBe('500 later')
  expect(asked()).toBe(1)
})

test('aborted while it waits, it ends at once with the reason', async () => {
  const controller = new AbortController()
  const { get, asked } = await ask(
    [
      (response, socket) => {
        later('20')(response, socket)
        setTimeout(() => controller.abort(new Error('enough')), 50)
      },
    ],
    { retries: 1 },
  )
  await expect(get(controller.signal)).rejects.toThrow('enough')
  expect(asked()).toBe(1)
})
