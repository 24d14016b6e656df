import type { Server } from 'node:http'
import { checkWhole } from './check-plan.ts'
import { OriginListenError, OriginOptionsError } from './errors.ts'

/** Enough for 1000 clients that connect at once; the system may lower it. */
const BACKLOG = 4096

/** Resolves when the server listens; rejects with OriginOptionsError or OriginListenError. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  checkWhole('The port', port, 65_535)
  // The system takes an empty one for every address that this machine has.
  if (host === '')
    throw new OriginOptionsError('The host is empty; give an address of this machine, such as 127.0.0.1.')
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => {
      const reason = cause.code === 'EADDRINUSE' ? 'is already in use; choose another one' : `cannot be listened on`
      reject(new OriginListenError(`Port ${port} of ${host} ${reason} (${cause.code ?? cause.message}).`, { cause }))
    }
    server.once('error', failed)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', failed)
      resolve()
    })
  })
}
