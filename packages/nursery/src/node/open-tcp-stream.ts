import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'
import { abortable } from '../abortable.ts'
import { nextEvent } from './next-event.ts'
import { NodeStream } from './node-stream.ts'

export interface TcpOptions {
  /** Between the attempts at a name's several addresses, in ms. Default 250 (RFC 8305, as Trio). */
  readonly happyEyeballsDelay?: number | undefined
}

/**
 * Connects to a server. A name with several addresses is tried address by address, the next one after the delay or as soon
 * as one fails; the first that answers wins.
 *
 * @throws Cancelled, and then no socket is left; the system's error when nobody answers.
 * @example
 * ```ts
 * await using stream = await openTcpStream('127.0.0.1', port)
 * await stream.sendAll('hello')
 * ```
 */
export async function openTcpStream(host: string, port: number, options: TcpOptions = {}): Promise<NodeStream<Socket>> {
  const { happyEyeballsDelay = 250 } = options
  const how: TcpNetConnectOpts = {
    host,
    port,
    allowHalfOpen: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: happyEyeballsDelay,
  }
  return new NodeStream(await abortable((signal) => opened(connect(how), 'connect', signal)))
}

/** The socket once `event` says that it is ready; whatever else comes, it is destroyed. */
export async function opened<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  try {
    await nextEvent(socket, [event], signal)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}
