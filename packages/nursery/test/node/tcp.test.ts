import { connect, createServer, type AddressInfo, Server, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test, vi } from 'vitest'
import {
  AsyncEvent,
  BrokenResourceError,
  BusyResourceError,
  CancelScope,
  Cancelled,
  checkpoint,
  ClosedResourceError,
  NurseryError,
  openNursery,
  run,
  sleepForever,
  type Nursery,
  type TaskStatus,
} from '../../src/index.ts'
import { NodeStream, openTcpStream, serveTcp } from '../../src/node.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

async function echo(stream: NodeStream): Promise<void> {
  for await (const chunk of stream) await stream.sendAll(chunk)
  await stream.sendEof()
}

async function serving(
  handler: (stream: NodeStream<Socket>) => unknown,
  use: (port: number, nursery: Nursery) => Promise<void>,
) {
  await run(() =>
    openNursery(async (nursery) => {
      const { port } = await nursery.start((status: TaskStatus<AddressInfo>) => serveTcp(handler, { status }))
      await use(port, nursery)
      nursery.cancelScope.cancel()
    }),
  )
  await expect.poll(() => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'))).toEqual([])
}

test('without a word about where, it is a free port that nobody from outside reaches', async () => {
  const listen = vi.spyOn(Server.prototype, 'listen')
  await run(() =>
    openNursery(async (nursery) => {
      nursery.startSoon(() => serveTcp(echo))
      await expect.poll(() => (listen.mock.contexts[0] as Server | undefined)?.listening).toBe(true)
      const server = listen.mock.contexts[0] as Server
      expect(server.address()).toMatchObject({ address: '127.0.0.1', port: expect.any(Number) })
      nursery.cancelScope.cancel()
    }),
  )
  listen.mockRestore()
})

test('an echo: what is sent comes back, and the end of one side is the end of the other', async () => {
  await serving(echo, async (port) => {
    await using stream = await openTcpStream('127.0.0.1', port)
    for (const word of ['olá', 'mundo']) {
      await stream.sendAll(word)
      expect(text(await stream.receiveSome())).toBe(word)
    }
    await stream.sendAll('abcdef')
    let received = ''
    while (received.length < 6) {
      const some = text(await stream.receiveSome(4))
      expect(some.length).toBeLessThanOrEqual(4)
      received += some
    }
    expect(received).toBe('abcdef')
    await stream.sendEof()
    await stream.sendEof()
    await expect(stream.sendAll('late')).rejects.toBeInstanceOf(ClosedResourceError)
    expect(await stream.receiveSome()).toHaveLength(0)
    expect(await stream.receiveSome()).toHaveLength(0)
  })
})

test('closed while it sends, a stream says that it was closed', async () => {
  await serving(sleepForever, async (port, nursery) => {
    const stream = await openTcpStream('127.0.0.1', port)
    const sending = nursery.startSoon(async () => {
      await expect(stream.sendAll(new Uint8Array(64_000_000))).rejects.toBeInstanceOf(ClosedResourceError)
    })
    while (stream.raw.writableLength === 0) await checkpoint()
    await stream.close()
    await sending.join()
  })
})

test('a cancelled server closes every connection', async () => {
  const connected = new AsyncEvent()
  let ended: Promise<unknown> | undefined
  await serving(
    async () => {
      connected.set()
      await sleepForever()
    },
    async (port) => {
      const client = connect(port, '127.0.0.1')
      ended = new Promise((resolve) => client.on('error', () => {}).on('close', resolve))
      await connected.wait()
    },
  )
  expect(await ended).toBeDefined()
})

test('a cancelled receive takes nothing, and the stream goes on', async () => {
  await serving(echo, async (port, nursery) => {
    await using stream = await openTcpStream('127.0.0.1', port)
    const receiving = nursery.startSoon(() => stream.receiveSome())
    await checkpoint()
    await checkpoint()
    receiving.cancel()
    await expect(receiving.join()).rejects.toBeInstanceOf(Cancelled)
    await stream.sendAll('still here')
    expect(text(await stream.receiveSome())).toBe('still here')
  })
})

test('a cancelled send cuts the stream off, since nobody knows how much went', async () => {
  await serving(sleepForever, async (port, nursery) => {
    await using stream = await openTcpStream('127.0.0.1', port)
    const sending = nursery.startSoon(() => stream.sendAll(new Uint8Array(64_000_000)))
    while (stream.raw.writableLength === 0) await checkpoint()
    sending.cancel()
    await expect(sending.join()).rejects.toBeInstanceOf(Cancelled)
    await expect(stream.sendAll('more')).rejects.toBeInstanceOf(ClosedResourceError)
  })
})

test('two tasks can’t use one side at once', async () => {
  await serving(sleepForever, async (port, nursery) => {
    await using stream = await openTcpStream('127.0.0.1', port)
    const receiving = nursery.startSoon(() => stream.receiveSome())
    await checkpoint()
    await checkpoint()
    await expect(stream.receiveSome()).rejects.toBeInstanceOf(BusyResourceError)
    receiving.cancel()
  })
})

test('closing wakes who uses the stream', async () => {
  await serving(sleepForever, async (port, nursery) => {
    const stream = await openTcpStream('127.0.0.1', port)
    const receiving = nursery.startSoon(async () => {
      await expect(stream.receiveSome()).rejects.toBeInstanceOf(ClosedResourceError)
    })
    await checkpoint()
    await checkpoint()
    let gone = false
    stream.raw.once('close', () => {
      gone = true
    })
    await stream.close()
    expect(gone).toBe(true)
    await stream.close()
    await receiving.join()
  })
})

test('a reset by the other side is a broken stream', async () => {
  await serving(
    async (stream) => {
      await stream.receiveSome()
      stream.raw.resetAndDestroy()
    },
    async (port) => {
      await using stream = await openTcpStream('127.0.0.1', port)
      await stream.sendAll('reset, please')
      const error = await stream.receiveSome().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(BrokenResourceError)
      expect(error).toMatchObject({ cause: { code: 'ECONNRESET' } })
      await expect(stream.sendAll('x')).rejects.toBeInstanceOf(BrokenResourceError)
    },
  )
})

test('a connection is cut off when the scope it was opened in is cancelled, though nobody disposes of it', async () => {
  const gone = new AsyncEvent()
  await serving(
    async (stream) => {
      await stream.receiveSome().catch(() => {})
      gone.set()
    },
    async (port) => {
      await new CancelScope().run(async (scope) => {
        await openTcpStream('127.0.0.1', port)
        scope.cancel()
        await sleepForever()
      })
      await gone.wait()
      expect(gone.isSet).toBe(true)
    },
  )
})

test('a socket that is gone before its end is broken, one that is gone after it is at its end', async () => {
  await run(async () => {
    await using gone = new NodeStream(connect({ port: 1, host: '127.0.0.1' }).destroy())
    await expect(gone.receiveSome()).rejects.toBeInstanceOf(BrokenResourceError)
    const [here, there] = duplexPair()
    there.end()
    await finished(here.resume(), { writable: false })
    await using over = new NodeStream(here)
    expect(await over.receiveSome()).toHaveLength(0)
  })
})

/** What comes out of a server with this handler while a client is connected and stays. */
async function failureOfServer(handler: (stream: NodeStream<Socket>) => unknown): Promise<unknown> {
  const running = run(() =>
    openNursery(async (nursery) => {
      const { port } = await nursery.start((status: TaskStatus<AddressInfo>) => serveTcp(handler, { status }))
      await using _ = await openTcpStream('localhost', port, { happyEyeballsDelay: 10 })
      await sleepForever()
    }),
  )
  const error = await running.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(NurseryError)
  return (error as NurseryError).leaves()
}

test('a handler that throws ends the server', async () => {
  const mistake = new Error('in the handler')
  const failure = failureOfServer(() => {
    throw mistake
  })
  expect(await failure).toEqual([mistake])
})

test('an error of the server ends it at once, whoever is still connected', async () => {
  const boom = new Error('accept EMFILE')
  const failure = failureOfServer(async ({ raw }) => {
    ;(raw as Socket & { server: Server }).server.emit('error', boom)
    await sleepForever()
  })
  expect(await failure).toEqual([boom])
})

test('nobody listening, an address taken: the system’s error', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => blocker.once('listening', resolve))
  const { port } = blocker.address() as AddressInfo
  await expect(run(() => serveTcp(echo, { port }))).rejects.toMatchObject({ errors: [{ code: 'EADDRINUSE' }] })
  await new Promise((resolve) => blocker.close(resolve))
  await expect(run(() => openTcpStream('127.0.0.1', port))).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
