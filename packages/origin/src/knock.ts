import { connect } from 'node:net'

/**
 * Resolves when a server of this thread has read all that clients had sent before the call: it asks the server itself,
 * which closes that connection. Connections are accepted in the order in which they were made, and by the time that the
 * end of this one is seen here, the event loop has been through everything that could be read.
 */
export function knock(host: string, port: number, path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    // A refusal ends it too: a server that takes no more connections, or that goes away meanwhile.
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
    socket.end(`HEAD ${path} HTTP/1.1\r\nHost: origin\r\n\r\n`)
  })
}
