import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Cancelled, CancelScope, run } from '../../src/index.ts'
import { openTlsStream, type TlsOptions } from '../../src/node.ts'

// Self-signed for localhost, valid for a hundred years; the key guards nothing.
const cert = readFileSync(new URL('./certificates/localhost.pem', import.meta.url))
const key = readFileSync(new URL('./certificates/localhost.key.pem', import.meta.url))
const server = createServer({ cert, key }, (socket) => socket.on('error', () => {}).pipe(socket))
let port: number

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const connect = (options = {}) => openTlsStream('127.0.0.1', port, { servername: 'localhost', ...options })

test('bytes go both ways to a server that is trusted', async () => {
  await run(async () => {
    await using stream = await connect({ ca: cert })
    await stream.sendAll('olá')
    expect(new TextDecoder().decode(await stream.receiveSome())).toBe('olá')
  })
})

test('a certificate that is not to be trusted is refused', async () => {
  await expect(run(() => connect())).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  await expect(run(() => openTlsStream('127.0.0.1', port))).rejects.toMatchObject({
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
  await expect(run(() => connect({ ca: cert, servername: 'example.org' }))).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
})

test('a server that is known by its address is asked for no name, and Node has nothing to warn of', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  await expect(run(() => openTlsStream('127.0.0.1', port, { ca: cert }))).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
  await new Promise(setImmediate)
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})

test('a name is what the server is asked for', async () => {
  await run(async () => {
    await using stream = await openTlsStream('localhost', port, { ca: cert, family: 4 } as TlsOptions)
    expect(stream.raw.authorized).toBe(true)
  })
})

test('cancelled while connecting, it leaves no socket', async () => {
  await run(() =>
    new CancelScope().run(async (scope) => {
      const connecting = connect({ ca: cert })
      scope.cancel()
      await expect(connecting).rejects.toBeInstanceOf(Cancelled)
    }),
  )
  await expect.poll(() => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap')).toEqual([])
})
