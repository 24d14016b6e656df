import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { DEFAULT_LIMITS } from '@interleave/contract'
import { request } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { openDispatcher } from '../src/dispatcher.ts'
import { flagRequest } from '../src/index.ts'

const PLAIN = Buffer.from('GIF89a, and so on;'.repeat(100))

/** Asks once for a body that comes with this Content-Encoding, over a dispatcher with a limit of 10,000 bytes. */
async function get(encoding: string, body: Buffer, statusCode = 200) {
  const server = createServer((_, answer) => {
    answer.writeHead(statusCode, { 'content-encoding': encoding, 'content-length': body.length }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dispatcher = openDispatcher({ connections: 1, limits: { ...DEFAULT_LIMITS, bytes: 10_000 } })
  onTestFinished(async () => {
    await dispatcher.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  const answer = await request(`http://127.0.0.1:${port}/`, { ...flagRequest(), dispatcher })
  return { headers: answer.headers, bytes: answer.body.bytes() }
}

test.each([
  ['gzip', gzipSync(PLAIN)],
  ['x-gzip', gzipSync(PLAIN)],
  ['GZIP', gzipSync(PLAIN)],
  ['deflate', deflateSync(PLAIN)],
  ['br', brotliCompressSync(PLAIN)],
])('%s is unpacked, and says so no more', async (encoding, body) => {
  const { headers, bytes } = await get(encoding, body)
  expect(Buffer.from(await bytes).equals(PLAIN)).toBe(true)
  expect(headers).not.toHaveProperty('content-encoding')
  expect(headers).not.toHaveProperty('content-length')
})

test('what is packed in another way stays as it is, and so does an error', async () => {
  const other = await get('zip', PLAIN)
  expect(other.headers['content-encoding']).toBe('zip')
  expect(Buffer.from(await other.bytes).equals(PLAIN)).toBe(true)
  const inherited = await get('constructor', PLAIN)
  expect(inherited.headers['content-encoding']).toBe('constructor')
  const failed = await get('gzip', gzipSync(PLAIN), 500)
  expect(failed.headers['content-encoding']).toBe('gzip')
  expect(Buffer.from(await failed.bytes).equals(gzipSync(PLAIN))).toBe(true)
})

test.each([
  ['a bomb', 'too-large', gzipSync(Buffer.alloc(10_001))],
  ['a damaged body', 'decode', Buffer.concat([gzipSync(PLAIN).subarray(0, 12), Buffer.alloc(40, 0xff)])],
  ['a cut one', 'decode', gzipSync(PLAIN).subarray(0, -9)],
])('%s is an error of kind %s', async (_what, kind, body) => {
  const { bytes } = await get('gzip', body)
  await expect(bytes).rejects.toMatchObject({ name: 'DownloadError', kind, cause: expect.any(Error) as unknown })
})

test('as large as the limit is not too large', async () => {
  const { bytes } = await get('gzip', gzipSync(Buffer.alloc(10_000)))
  expect((await bytes).length).toBe(10_000)
})
