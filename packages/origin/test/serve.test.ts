import { request } from 'undici'
import { describe, expect, test } from 'vitest'
import { startOrigin } from '../src/index.ts'
import { loadDataset } from '../src/dataset.ts'
import { get, newClient } from './get.ts'
import { rawGet } from './raw-get.ts'
import { STARTERS } from './starters.ts'

const dataset = await loadDataset()

describe.each(STARTERS)('$name', ({ start }) => {
  test('serves images, metadata and the pokedex, with type and length', async () => {
    await using origin = await start()
    await using client = newClient()
    expect(origin.url).toBe(`http://127.0.0.1:${origin.port}`)
    expect(origin.base).toBe(`${origin.url}/flags`)

    const image = await get(client.agent, `${origin.base}/br/br.gif`)
    expect(image.status).toBe(200)
    expect(image.headers['content-type']).toBe('image/gif')
    expect(image.headers['content-length']).toBe(String(image.body.length))
    expect(image.body.equals(dataset.get('br')?.image ?? Buffer.alloc(0))).toBe(true)

    const metadata = await get(client.agent, `${origin.base}/gb/metadata.json`)
    expect(metadata.headers['content-type']).toBe('application/json')
    expect(JSON.parse(metadata.body.toString())).toEqual({ country: 'United Kingdom', iso_cc: 'GB', tld_cc: '.uk' })

    const pokemon = await get(client.agent, `${origin.url}/api/v2/pokemon/25`)
    expect(JSON.parse(pokemon.body.toString())).toEqual({ id: 25, name: 'pikachu' })
    const last = await get(client.agent, `${origin.url}/api/v2/pokemon/151`)
    expect(JSON.parse(last.body.toString())).toEqual({ id: 151, name: 'mew' })
  })
})

test.each([
  '/',
  '/flags/xx/xx.gif',
  '/flags/BR/BR.gif',
  '/flags/br/cn.gif',
  '/flags/br/br.gif/more',
  '/flags/../package.json',
  '/flags/%2e%2e/%2e%2e/package.json',
  '/api/v2/pokemon/0',
  '/api/v2/pokemon/152',
  '//',
  '*',
])('%s is not found: 404 with a small page', async (path) => {
  await using origin = await startOrigin()
  const { text } = await rawGet(origin.port, path, (soFar) => soFar.includes('</html>'))
  expect(text).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
  expect(text).toMatch(/content-type: text\/html/i)
  expect((await origin.report()).requests).toMatchObject([{ path, status: 404, outcome: 'served' }])
})

test('one connection serves many requests', async () => {
  await using origin = await startOrigin()
  await using client = newClient({ connections: 1 })
  for (const code of ['br', 'cn', 'xx']) await get(client.agent, `${origin.base}/${code}/${code}.gif`)
  const { requests, connections } = await origin.report()
  expect(requests.map(({ connection }) => connection)).toEqual([1, 1, 1])
  expect(connections).toEqual({ now: 1, peak: 1, total: 1, refused: 0 })
})

test('HEAD is neither delayed nor held, draws no error and counts as no attempt', async () => {
  await using origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms: 600_000 }, hold: true })
  await using client = newClient()
  const { statusCode, headers, body } = await request(`${origin.base}/br/br.gif`, {
    method: 'HEAD',
    dispatcher: client.agent,
  })
  expect(statusCode).toBe(200)
  expect(headers['content-length']).toBe(String(dataset.get('br')?.image.length))
  expect((await body.arrayBuffer()).byteLength).toBe(0)
  expect((await origin.report()).requests).toMatchObject([{ method: 'HEAD', attempt: 0, outcome: 'served' }])
})

test('other methods are refused with 405', async () => {
  await using origin = await startOrigin()
  await using client = newClient()
  const { statusCode, headers } = await request(`${origin.base}/br/br.gif`, {
    method: 'POST',
    body: 'anything',
    dispatcher: client.agent,
  })
  expect(statusCode).toBe(405)
  expect(headers.allow).toBe('GET, HEAD')
})
