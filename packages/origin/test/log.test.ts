import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startOrigin } from '../src/index.ts'
import type { Plan } from '../src/index.ts'
import { failureOf, get, newClient } from './get.ts'
import { rawGet } from './raw-get.ts'
import { STARTERS } from './starters.ts'

describe.each(STARTERS)('$name', ({ start }) => {
  test('the log stands in order of arrival, with code, path, attempt, status and times', async () => {
    await using origin = await start({ seed: 4 })
    await using client = newClient({ connections: 1 })
    for (const path of [
      '/flags/br/br.gif',
      '/flags/br/metadata.json?x=1',
      '/flags/xx/xx.gif',
      '/flags/br/br.gif',
      '/',
    ]) {
      await get(client.agent, `${origin.url}${path}`)
    }
    const report = await origin.report()
    expect(report).toMatchObject({
      label: 'LOCAL',
      seed: 4,
      openNow: 0,
      peakOpen: 1,
      aborted: 0,
      unlogged: 0,
      heldNow: 0,
    })
    expect(report.requests.map(({ n, code, path, attempt, status }) => [n, code, path, attempt, status])).toEqual([
      [1, 'BR', '/flags/br/br.gif', 1, 200],
      [2, 'BR', '/flags/br/metadata.json', 1, 200],
      [3, 'XX', '/flags/xx/xx.gif', 1, 404],
      [4, 'BR', '/flags/br/br.gif', 2, 200],
      [5, null, '/', 1, 404],
    ])
    const times = report.requests.flatMap(({ openedAt, closedAt }) => [openedAt, closedAt ?? Number.NaN])
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('reset starts afresh: what is open is cut off, log and attempts begin again', async () => {
    await using origin = await start({ hold: true })
    await using client = newClient()
    const held = failureOf(get(client.agent, `${origin.base}/br/br.gif`))
    await origin.untilOpen(1)
    await origin.reset({ hold: false })
    expect(await held).toMatchObject({ code: 'UND_ERR_SOCKET' })
    expect(await origin.report()).toMatchObject({ requests: [], openNow: 0, peakOpen: 0, aborted: 0 })
    await get(client.agent, `${origin.base}/br/br.gif`)
    expect((await origin.report()).requests).toMatchObject([{ n: 1, attempt: 1, outcome: 'served' }])
  })

  test('what was sent before a reset is not in the log after it', async () => {
    await using origin = await start()
    await using client = newClient()
    for (let round = 0; round < 20; round += 1) {
      const sockets = Array.from({ length: 10 }, () => connect(origin.port, '127.0.0.1'))
      await Promise.all(sockets.map((socket) => once(socket, 'connect')))
      // As a client does that leaves its requests to themselves.
      for (const socket of sockets) {
        socket.write('GET /flags/br/br.gif HTTP/1.1\r\nHost: origin\r\n\r\n')
        socket.destroy()
      }
      await origin.reset()
      await get(client.agent, `${origin.base}/cn/cn.gif`)
      const { requests } = await origin.report()
      expect(requests.map(({ code, attempt }) => [code, attempt])).toEqual([['CN', 1]])
    }
  })

  test('down cuts and refuses, up comes back on the same port', async () => {
    await using origin = await start({ hold: true })
    await using client = newClient()
    const held = failureOf(get(client.agent, `${origin.base}/br/br.gif`))
    await origin.untilOpen(1)
    await origin.down()
    expect(await held).toMatchObject({ code: 'UND_ERR_SOCKET' })
    await expect(get(client.agent, `${origin.base}/br/br.gif`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const { port } = origin
    await origin.up()
    expect(origin.port).toBe(port)
    await origin.release()
    expect((await get(client.agent, `${origin.base}/br/br.gif`)).status).toBe(200)
    expect((await origin.report()).requests).toMatchObject([{ outcome: 'stopped' }, { outcome: 'served' }])
  })
})

test.each([0, 1])('a client that keeps m in flight never makes the peak more than m (delay %i ms)', async (ms) => {
  await using origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms } })
  await using client = newClient()
  const work = async (): Promise<void> => {
    for (let count = 0; count < 60; count += 1) await get(client.agent, `${origin.base}/br/br.gif`)
  }
  await Promise.all(Array.from({ length: 8 }, work))
  const { peakOpen, requests } = await origin.report()
  expect(requests.length).toBe(480)
  expect(peakOpen).toBeLessThanOrEqual(8)
})

describe('not even a client that gives up and asks again', () => {
  const plan: Plan = { BR: { kind: 'hang', at: 'in-body' } }

  test('on a new connection', async () => {
    await using origin = await startOrigin({ plan })
    for (let count = 0; count < 200; count += 1) {
      await rawGet(origin.port, '/flags/br/br.gif', (text) => text.includes('GIF89a'))
    }
    await origin.untilIdle()
    expect(await origin.report()).toMatchObject({ peakOpen: 1, aborted: 200 })
  })

  test('on a connection that was idle', async () => {
    await using origin = await startOrigin({ plan })
    const idle = connect(origin.port, '127.0.0.1')
    for (let count = 1; count <= 50; count += 1) {
      idle.write('GET /flags/cn/metadata.json HTTP/1.1\r\nHost: origin\r\n\r\n')
      await once(idle, 'data')
      const hanging = connect(origin.port, '127.0.0.1')
      hanging.write('GET /flags/br/br.gif HTTP/1.1\r\nHost: origin\r\n\r\n')
      await once(hanging, 'data')
      hanging.destroy()
    }
    idle.destroy()
    await origin.untilIdle()
    expect(await origin.report()).toMatchObject({ peakOpen: 1, aborted: 50 })
  })
})

test('an abort is seen, in a held request and in a body; a whole answer is none', async () => {
  await using origin = await startOrigin({
    plan: { BR: { kind: 'serve', hold: true }, CN: { kind: 'hang', at: 'in-body' } },
  })
  await using client = newClient()
  const abort = new AbortController()
  const open = ['br', 'cn'].map((code) => get(client.agent, `${origin.base}/${code}/${code}.gif`, abort.signal))
  await get(client.agent, `${origin.base}/de/de.gif`)
  await origin.untilOpen(2)
  abort.abort()
  expect((await Promise.allSettled(open)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await origin.untilIdle()
  const { aborted, requests } = await origin.report()
  expect(aborted).toBe(2)
  expect(Object.fromEntries(requests.map(({ code, outcome }) => [code, outcome]))).toEqual({
    BR: 'aborted',
    CN: 'aborted',
    DE: 'served',
  })
})

test('more requests than may be open get 503 at once', async () => {
  await using origin = await startOrigin({ hold: true, limits: { open: 1 } })
  await using client = newClient()
  const held = get(client.agent, `${origin.base}/br/br.gif`)
  await origin.untilOpen(1)
  expect((await get(client.agent, `${origin.base}/cn/cn.gif`)).status).toBe(503)
  await origin.release()
  expect((await held).status).toBe(200)
  expect((await origin.report()).requests).toMatchObject([{ outcome: 'served' }, { outcome: 'refused', status: 503 }])
})

test('more connections than may be open are turned away', async () => {
  await using origin = await startOrigin({ limits: { connections: 1 } })
  const first = connect(origin.port, '127.0.0.1')
  await once(first, 'connect')
  const second = connect(origin.port, '127.0.0.1')
  second.resume()
  await once(second, 'close')
  expect((await origin.report()).connections).toMatchObject({ refused: 1 })
  first.destroy()
})

test('the log is bounded; what it has no room for is counted', async () => {
  await using origin = await startOrigin({ limits: { log: 2 } })
  await using client = newClient()
  for (const code of ['br', 'cn', 'de']) await get(client.agent, `${origin.base}/${code}/${code}.gif`)
  const { requests, unlogged } = await origin.report()
  expect([requests.length, unlogged]).toEqual([2, 1])
})

test('headers larger than the server takes are refused, and it lives on', async () => {
  await using origin = await startOrigin()
  const request = `GET / HTTP/1.1\r\nHost: origin\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`
  const { text } = await rawGet(origin.port, '/', () => false, request)
  expect(text).toMatch(/^HTTP\/1\.1 431 /)
  await using client = newClient()
  expect((await get(client.agent, `${origin.base}/br/br.gif`)).status).toBe(200)
})

test('1000 clients connect at once', async () => {
  await using origin = await startOrigin({ holdUntilOpen: 1000 })
  await using client = newClient()
  const answers = await Promise.all(Array.from({ length: 1000 }, () => get(client.agent, `${origin.base}/br/br.gif`)))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(await origin.report()).toMatchObject({ peakOpen: 1000, aborted: 0, connections: { peak: 1000, refused: 0 } })
})

test('a line per GET', async () => {
  const lines: string[] = []
  await using origin = await startOrigin({
    plan: {
      BR: { kind: 'serve', delay: 10 },
      CN: { kind: 'status', status: 503 },
      DE: { kind: 'reset' },
      US: { kind: 'hang', at: 'in-body' },
    },
    log: (line) => lines.push(line),
  })
  await using client = newClient()
  await get(client.agent, `${origin.base}/br/br.gif`)
  await get(client.agent, `${origin.base}/cn/cn.gif`)
  await get(client.agent, `${origin.base}/xx/xx.gif`)
  await rawGet(origin.port, '/flags/de/de.gif')
  await rawGet(origin.port, '/flags/us/us.gif', (text) => text.includes('GIF89a'))
  await origin.untilIdle()
  expect(lines).toEqual([
    'BR delay: 0.01s',
    'CN error: 503',
    'XX delay: 0s',
    'DE *** reset: reset',
    'US *** client closed',
  ])
})
