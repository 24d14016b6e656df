import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { abortable } from '../abortable.ts'
import type { TaskStatus } from '../nursery.ts'
import { openNursery } from '../open-nursery.ts'
import { nextEvent } from './next-event.ts'
import { NodeStream } from './node-stream.ts'

export interface ServeTcpOptions {
  /** 0, the default: a free one. */
  readonly port?: number | undefined
  /** Default 127.0.0.1: nobody from outside. */
  readonly host?: string | undefined
  /** Told of the address once connections can come; what `nursery.start` hands over. */
  readonly status?: TaskStatus<AddressInfo> | undefined
}

/**
 * Serves connections, each in a task of its own, until it is cancelled; a connection is closed when its handler ends. A
 * handler that throws ends the server, as in Trio: catch in the handler what one connection may do wrong.
 *
 * @throws Cancelled, with every connection closed; NurseryError with what handlers threw, or with the system's error when
 * the address is taken.
 * @example
 * ```ts
 * const { port } = await nursery.start((status: TaskStatus<AddressInfo>) => serveTcp(echo, { status }))
 * async function echo(stream: NodeStream) { for await (const chunk of stream) await stream.sendAll(chunk) }
 * ```
 */
export async function serveTcp(
  handler: (stream: NodeStream<Socket>) => unknown,
  options: ServeTcpOptions = {},
): Promise<never> {
  const { port = 0, host = '127.0.0.1', status } = options
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true })
  let closing: Promise<void> | undefined
  try {
    return await openNursery(async (nursery) => {
      server.on('connection', (socket) => void nursery.startSoon(handle, handler, socket))
      try {
        await abortable((signal) => nextEvent(server.listen({ port, host }), ['listening'], signal))
        status?.started(server.address() as AddressInfo)
        return await abortable((signal) => nextEvent(server, [], signal) as Promise<never>)
      } finally {
        // Not waited for in here: it lasts until the connections are gone, and their tasks end after the body.
        closing = closed(server)
      }
    })
  } finally {
    await closing
  }
}

async function handle(handler: (stream: NodeStream<Socket>) => unknown, socket: Socket): Promise<void> {
  await using stream = new NodeStream(socket)
  await handler(stream)
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
