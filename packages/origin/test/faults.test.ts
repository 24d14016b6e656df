import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { loadDataset } from '../src/dataset.ts'
import { startOrigin } from '../src/index.ts'
import type { Behaviour, Outcome } from '../src/index.ts'
import { failureOf, get, newClient } from './get.ts'
import { rawGet } from './raw-get.ts'

const PATH = '/flags/br/br.gif'
const image = (await loadDataset()).get('br')?.image ?? Buffer.alloc(0)
const whole = image.toString('latin1')
const half = whole.slice(0, Math.floor(whole.length / 2))
const head = `HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: ${image.length}\r\n\r\n`

interface Case {
  readonly fault: Behaviour
  /** All bytes that come, or a matcher of them. */
  readonly text: unknown
  readonly ending: 'fin' | 'reset'
  readonly outcome: Outcome
}

describe('answers that end the connection, byte for byte', () => {
  test.each<Case>([
    { fault: { kind: 'reset' }, text: '', ending: 'reset', outcome: 'reset' },
    { fault: { kind: 'reset', at: 'in-headers' }, text: head.slice(0, -10), ending: 'reset', outcome: 'reset' },
    { fault: { kind: 'reset', at: 'in-body' }, text: head + half, ending: 'reset', outcome: 'reset' },
    { fault: { kind: 'truncate' }, text: head + half, ending: 'fin', outcome: 'broken' },
    { fault: { kind: 'truncate', at: 'before-status' }, text: '', ending: 'fin', outcome: 'broken' },
    { fault: { kind: 'truncate', at: 'in-headers' }, text: head.slice(0, -10), ending: 'fin', outcome: 'broken' },
    {
      fault: { kind: 'no-length' },
      text: `HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nConnection: close\r\n\r\n${whole}`,
      ending: 'fin',
      outcome: 'served',
    },
    {
      fault: { kind: 'no-length', cut: 'reset' },
      text: `HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nConnection: close\r\n\r\n${half}`,
      ending: 'reset',
      outcome: 'broken',
    },
    {
      fault: { kind: 'no-length', cut: 'close' },
      text: `HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nConnection: close\r\n\r\n${half}`,
      ending: 'fin',
      outcome: 'broken',
    },
    {
      fault: { kind: 'chunked', fault: 'bad-size' },
      text: `HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nTransfer-Encoding: chunked\r\n\r\n${half.length.toString(16)}\r\n${half}\r\nnot-a-size\r\n`,
      ending: 'fin',
      outcome: 'broken',
    },
    {
      fault: { kind: 'chunked', fault: 'no-end' },
      text: `HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nTransfer-Encoding: chunked\r\n\r\n${half.length.toString(16)}\r\n${half}\r\n${(whole.length - half.length).toString(16)}\r\n${whole.slice(half.length)}\r\n`,
      ending: 'fin',
      outcome: 'broken',
    },
    {
      fault: { kind: 'bad-length', how: 'negative' },
      text: expect.stringMatching(/\r\nContent-Length: -1\r\n/),
      ending: 'fin',
      outcome: 'broken',
    },
    {
      fault: { kind: 'bad-length', how: 'two' },
      text: expect.stringMatching(
        new RegExp(`\r\nContent-Length: ${image.length}\r\nContent-length: ${image.length + 1}\r\n`),
      ),
      ending: 'fin',
      outcome: 'broken',
    },
    {
      fault: { kind: 'bad-length', how: 'with-chunked' },
      text: expect.stringMatching(/\r\nContent-Length: \d+\r\nTransfer-Encoding: chunked\r\n/),
      ending: 'fin',
      outcome: 'broken',
    },
    {
      fault: { kind: 'garbage' },
      text: expect.stringMatching(/\*\*\* not a status line/),
      ending: 'fin',
      outcome: 'broken',
    },
    { fault: { kind: 'garbage', what: 'http-0.9' }, text: whole, ending: 'fin', outcome: 'broken' },
    { fault: { kind: 'garbage', what: 'tls' }, text: '\x15\x03\x01\x00\x02\x02\x46', ending: 'fin', outcome: 'broken' },
    {
      fault: { kind: 'garbage', what: 'ssh' },
      text: expect.stringMatching(/^SSH-2\.0-/),
      ending: 'fin',
      outcome: 'broken',
    },
    { fault: { kind: 'raw', text: 'HTTP/1.1 200\xff' }, text: 'HTTP/1.1 200\xff', ending: 'fin', outcome: 'broken' },
    { fault: { kind: 'raw', text: 'HTTP', ending: 'reset' }, text: 'HTTP', ending: 'reset', outcome: 'broken' },
    {
      fault: { kind: 'trickle', every: 1, bytes: 100, part: 'headers' },
      text: head.replace('\r\n\r\n', `\r\nConnection: close\r\n\r\n`) + whole,
      ending: 'fin',
      outcome: 'served',
    },
  ])('$fault', async ({ fault, text, ending, outcome }) => {
    await using origin = await startOrigin({ plan: { BR: fault } })
    const answer = await rawGet(origin.port, PATH)
    expect(answer.ending).toBe(ending)
    expect(answer.text).toEqual(text)
    expect((await origin.report()).requests).toMatchObject([{ behaviour: fault.kind, outcome }])
  })
})

describe('answers that never end: open until the client goes', () => {
  test.each<{ fault: Behaviour; text: string }>([
    { fault: { kind: 'hang', at: 'in-headers' }, text: head.slice(0, -10) },
    { fault: { kind: 'hang', at: 'in-body' }, text: head + half },
    { fault: { kind: 'raw', text: 'HTTP/1.1', ending: 'hang' }, text: 'HTTP/1.1' },
    {
      fault: { kind: 'informational', status: 101 },
      text: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: unasked\r\n\r\n',
    },
  ])('$fault', async ({ fault, text }) => {
    await using origin = await startOrigin({ plan: { BR: fault } })
    const answer = await rawGet(origin.port, PATH, (soFar) => soFar.length === text.length)
    expect(answer).toEqual({ text, ending: 'enough' })
    await origin.untilIdle()
    expect((await origin.report()).requests).toMatchObject([{ outcome: 'aborted' }])
  })

  test('not even a status line', async () => {
    await using origin = await startOrigin({ plan: { BR: { kind: 'hang' } } })
    await using client = newClient()
    const abort = new AbortController()
    const pending = failureOf(get(client.agent, `${origin.url}${PATH}`, abort.signal))
    await origin.untilOpen(1)
    abort.abort()
    expect(await pending).toMatchObject({ name: 'AbortError' })
    await origin.untilIdle()
    expect((await origin.report()).requests).toMatchObject([{ outcome: 'aborted', status: null }])

    const cutOff = rawGet(origin.port, PATH)
    await origin.untilOpen(1)
    await origin.close()
    expect((await cutOff).text).toBe('')
    expect((await origin.report()).requests).toMatchObject([{}, { outcome: 'stopped' }])
  })
})

describe('answers that keep the connection', () => {
  test.each<{ fault: Behaviour; status: number; headers?: Record<string, string>; body: unknown }>([
    {
      fault: { kind: 'status', status: 404, bodyBytes: 1_000_000 },
      status: 404,
      headers: { 'content-length': '1000000' },
      body: expect.stringMatching(/404 Not Found/),
    },
    { fault: { kind: 'status', status: 418 }, status: 418, body: expect.stringMatching(/418 I'm a Teapot/) },
    {
      fault: { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
      status: 503,
      headers: { 'retry-after': '1' },
      body: expect.stringMatching(/503/),
    },
    {
      fault: { kind: 'status', status: 200 },
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: expect.stringMatching(/<html>/),
    },
    { fault: { kind: 'status', status: 200, body: '' }, status: 200, headers: { 'content-length': '0' }, body: '' },
    { fault: { kind: 'status', status: 204 }, status: 204, body: '' },
    {
      fault: { kind: 'redirect', to: 'once' },
      status: 302,
      headers: { location: `${PATH}?redirected` },
      body: expect.stringMatching(/302/),
    },
    {
      fault: { kind: 'redirect', to: 'loop', status: 301 },
      status: 301,
      headers: { location: PATH },
      body: expect.stringMatching(/301/),
    },
    {
      fault: { kind: 'redirect', to: 'file' },
      status: 302,
      headers: { location: 'file:///etc/hostname' },
      body: expect.stringMatching(/302/),
    },
    { fault: { kind: 'chunked' }, status: 200, headers: { 'transfer-encoding': 'chunked' }, body: whole },
    {
      fault: { kind: 'trickle', every: 1, bytes: 500 },
      status: 200,
      headers: { 'content-type': 'image/gif' },
      body: whole,
    },
    { fault: { kind: 'informational', status: 103 }, status: 200, body: whole },
    {
      fault: { kind: 'big-headers', bytes: 8000, count: 50 },
      status: 200,
      headers: { 'x-filler-49': 'x'.repeat(160) },
      body: whole,
    },
    {
      fault: { kind: 'big-body', bytes: 1_000_000 },
      status: 200,
      headers: { 'content-length': '1000000' },
      body: expect.stringMatching(/^GIF89a/),
    },
    {
      fault: { kind: 'big-body', bytes: 1_000_000, status: 500 },
      status: 500,
      headers: { 'content-length': '1000000' },
      body: expect.stringMatching(/^GIF89a/),
    },
    {
      fault: { kind: 'close-idle', after: 600_000 },
      status: 200,
      headers: { 'content-type': 'image/gif' },
      body: whole,
    },
  ])('$fault', async ({ fault, status, headers = {}, body }) => {
    await using origin = await startOrigin({ plan: { BR: fault } })
    await using client = newClient({ connections: 1 })
    const answer = await get(client.agent, `${origin.url}${PATH}`)
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject(headers)
    expect(answer.body.toString('latin1')).toEqual(body)
    expect(answer.headers['content-length'] ?? String(answer.body.length)).toBe(String(answer.body.length))
    expect((await get(client.agent, `${origin.base}/cn/cn.gif`)).status).toBe(200)
    const { requests, connections } = await origin.report()
    expect(requests).toMatchObject([{ behaviour: fault.kind, status, outcome: 'served' }, { behaviour: 'preset' }])
    expect(connections.total).toBe(1)
  })

  test('extra bytes follow the body, and the next answer on the connection is still right', async () => {
    await using origin = await startOrigin({ plan: { BR: { kind: 'extra-bytes' } } })
    const isWhole = (text: string): boolean => text.split('HTTP/1.1 200 OK').length === 4 && text.endsWith('}\n')
    const two = `GET ${PATH} HTTP/1.1\r\nHost: origin\r\n\r\nGET /flags/cn/metadata.json HTTP/1.1\r\nHost: origin\r\n\r\n`
    const { text } = await rawGet(origin.port, PATH, isWhole, two)
    expect(text).toContain(
      `${whole}HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 6\r\n\r\npoisonHTTP/1.1 200 OK`,
    )
    expect(text).toMatch(/"country": "China",[^}]*}\n$/)
  })

  test('big headers are as big as planned', async () => {
    await using origin = await startOrigin({ plan: { BR: { kind: 'big-headers' } } })
    const { text } = await rawGet(origin.port, PATH, (soFar) => soFar.endsWith(whole))
    expect(text.indexOf('\r\n\r\n')).toBeGreaterThan(1_000_000)
  })
})

test('a redirect to the other origin leads to this server under another name, and then to the image', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'redirect', to: 'other-origin' } } })
  await using client = newClient()
  const { headers } = await get(client.agent, `${origin.url}${PATH}`)
  expect(headers.location).toBe(`http://localhost:${origin.port}${PATH}?redirected`)
  expect((await get(client.agent, String(headers.location))).body.equals(image)).toBe(true)
  expect((await get(client.agent, `${origin.url}${PATH}`)).status).toBe(302)
})

test('gzip is right, corrupt or a bomb', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'gzip' } } })
  await using client = newClient()
  const fetchIt = async (): Promise<Buffer> => {
    const { headers, body } = await get(client.agent, `${origin.url}${PATH}`)
    expect(headers['content-encoding']).toBe('gzip')
    return body
  }
  expect(gunzipSync(await fetchIt()).equals(image)).toBe(true)
  await origin.reset({ plan: { BR: { kind: 'gzip', content: 'corrupt' } } })
  const corrupt = await fetchIt()
  expect(() => gunzipSync(corrupt)).toThrow(/invalid|incorrect/)
  await origin.reset({ plan: { BR: { kind: 'gzip', content: 'bomb', bytes: 5_000_000 } } })
  const bomb = await fetchIt()
  expect(bomb.length).toBeLessThan(50_000)
  expect(gunzipSync(bomb).length).toBe(5_000_000)
})

test('an endless body stops with its client, and is written no faster than the client reads', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'big-body' } } })
  const before = process.memoryUsage().external
  const { text } = await rawGet(origin.port, PATH, (soFar) => soFar.length > 20_000_000)
  expect(text).toContain('GIF89a')
  await origin.untilIdle()
  expect(process.memoryUsage().external - before).toBeLessThan(100_000_000)
  expect((await origin.report()).requests).toMatchObject([{ outcome: 'aborted', status: 200 }])
})

test('an answer without a type is whole', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'serve', untyped: true } } })
  await using client = newClient()
  const { headers, body } = await get(client.agent, `${origin.base}/br/br.gif`)
  expect(headers).not.toHaveProperty('content-type')
  expect(body.equals(image)).toBe(true)
})

test('close-idle: a good answer, and then the connection is gone', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'close-idle' } } })
  const { text, ending } = await rawGet(origin.port, PATH)
  expect(text).toMatch(/Connection: keep-alive/i)
  expect(text.endsWith(whole)).toBe(true)
  expect(ending).toBe('fin')
})

test('close-idle cuts the request that reuses the connection, and that is not counted as an abort', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'close-idle', after: 20 }, CN: { kind: 'hang' } } })
  const two = `GET ${PATH} HTTP/1.1\r\nHost: origin\r\n\r\nGET /flags/cn/cn.gif HTTP/1.1\r\nHost: origin\r\n\r\n`
  await rawGet(origin.port, PATH, () => false, two)
  await origin.untilIdle()
  expect((await origin.report()).requests).toMatchObject([{ outcome: 'served' }, { outcome: 'broken' }])
})

test('a pause sends half, and the rest when it is released', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'pause' } } })
  let soFar = ''
  const answer = rawGet(origin.port, PATH, (text) => {
    soFar = text
    return text.endsWith(whole)
  })
  await origin.untilOpen(1)
  expect((await origin.report()).heldNow).toBe(1)
  expect(soFar).not.toContain(whole)
  expect(await origin.release('BR')).toBe(1)
  expect((await answer).text.endsWith(whole)).toBe(true)
  await origin.untilIdle()
})

test('a pause may have a status of its own', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'pause', status: 404 } } })
  const answer = rawGet(origin.port, PATH, (text) => text.endsWith(whole))
  await origin.untilOpen(1)
  await origin.release()
  expect((await answer).text).toMatch(/^HTTP\/1.1 404 /)
  await origin.untilIdle()
  expect((await origin.report()).requests).toMatchObject([{ status: 404, outcome: 'served' }])
})

test('a sequence fails first and serves then', async () => {
  await using origin = await startOrigin({ plan: { BR: [{ kind: 'status', status: 503 }, { kind: 'serve' }] } })
  await using client = newClient()
  const statuses = []
  for (let count = 0; count < 3; count += 1) statuses.push((await get(client.agent, `${origin.url}${PATH}`)).status)
  expect(statuses).toEqual([503, 200, 200])
  expect((await origin.report()).requests.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
})

test('a planned delay is waited for', async () => {
  await using origin = await startOrigin({ plan: { BR: { kind: 'serve', delay: 30 } } })
  await rawGet(origin.port, PATH, (text) => text.endsWith(whole))
  const { requests } = await origin.report()
  expect((requests[0]?.closedAt ?? 0) - (requests[0]?.openedAt ?? 0)).toBeGreaterThanOrEqual(29)
})
