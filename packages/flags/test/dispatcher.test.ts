import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { request, type Dispatcher } from 'undici'
import { openDispatcher } from '../src/dispatcher.ts'
import { DownloadError, flagRequest } from '../src/index.ts'

// `/to?<location>` redirects there, `/circle` to itself; anything else answers.
const server = createServer((incoming, answer) => {
  const [path, location] = incoming.url!.split('?', 2)
  if (path === '/to') answer.writeHead(302, { location: decodeURIComponent(location ?? '') })
  if (path === '/circle') answer.writeHead(302, { location: path })
  answer.end('here')
})
let base: string
let dispatcher: Dispatcher

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  dispatcher = openDispatcher({ connections: 1 })
})
afterEach(() => dispatcher.destroy())

const get = (path: string) => request(`${base}${path}`, { ...flagRequest(), dispatcher })

test('a redirect is followed', async () => {
  const { statusCode, body } = await get('/to?/there')
  expect(statusCode).toBe(200)
  expect(await body.text()).toBe('here')
})

test.each([
  ['itself', '/circle'],
  ['an address that is none', `/to?${encodeURIComponent('http://[')}`],
  ['an address that is not of HTTP', `/to?${encodeURIComponent('ftp://127.0.0.1/')}`],
])('a redirect to %s is an error of its download, of kind redirect', async (_what, path) => {
  const error = await get(path).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(DownloadError)
  expect(error).toMatchObject({ kind: 'redirect', cause: expect.any(Error) as unknown })
  expect((await get('/there')).statusCode, 'the connection still serves').toBe(200)
})

test('a wrong address of our own stays a mistake', async () => {
  const answer = dispatcher.request({ origin: 'ftp://127.0.0.1', path: '/', method: 'GET' })
  await expect(answer).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' })
})
