import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A port at which nobody listens: one that was just given back. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
