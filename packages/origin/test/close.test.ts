import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { OriginClosedError, OriginListenError } from '../src/index.ts'
import { failureOf, get, newClient } from './get.ts'
import { rawGet } from './raw-get.ts'
import { STARTERS } from './starters.ts'

describe.each(STARTERS)('$name', ({ start }) => {
  test('close cuts off held requests and rejects those who wait', async () => {
    const origin = await start({ hold: true })
    const held = rawGet(origin.port, '/flags/br/br.gif')
    await origin.untilOpen(1)
    const waiting = failureOf(origin.untilOpen(9))
    await Promise.all([origin.close(), origin.close()])
    expect(await waiting).toBeInstanceOf(OriginClosedError)
    expect((await held).text).toBe('')
    await expect(origin.up()).rejects.toThrow(OriginClosedError)
    await using client = newClient()
    await expect(get(client.agent, `${origin.base}/br/br.gif`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('close does not wait for connections without a request, or with half of one', async () => {
    await using origin = await start()
    const silent = rawGet(origin.port, '', () => false, '')
    const halfway = rawGet(origin.port, '', () => false, 'GET /flags/br')
    while ((await origin.report()).connections.now < 2) await new Promise((resolve) => setImmediate(resolve))
    await origin.close()
    expect((await silent).text + (await halfway).text).toBe('')
  })

  test('a taken port is refused with a sentence', async () => {
    await using first = await start()
    await expect(start({ port: first.port })).rejects.toThrow(OriginListenError)
    await expect(start({ port: first.port })).rejects.toThrow(`Port ${first.port} of 127.0.0.1 is already in use`)
  })

  test('it listens on 127.0.0.1 only', async () => {
    await using origin = await start()
    await using client = newClient()
    await expect(get(client.agent, `http://127.0.0.2:${origin.port}/flags/br/br.gif`)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
  })
})

test.each(['startOrigin', 'startOriginThread'])(
  '%s leaves no handle behind, and the process ends by itself',
  async (name) => {
    const program = `
    import { connect } from 'node:net'
    import { ${name} } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
    const origin = await ${name}({ hold: true, holdUntilOpen: 5, plan: { CN: { kind: 'hang', at: 'in-body' } } })
    const sockets = ['br', 'cn'].map((code) => {
      const socket = connect(origin.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write('GET /flags/' + code + '/' + code + '.gif HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
      return new Promise((resolve) => socket.resume().on('close', resolve))
    })
    await origin.untilOpen(2)
    await origin.release('CN')
    await origin.close()
    await Promise.all(sockets)
    await new Promise((resolve) => setImmediate(resolve))
    const left = process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap' && kind !== 'Immediate')
    console.log(JSON.stringify(left))`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(err).toBe('')
    expect(out).toBe('[]\n')
  },
)
