import type { Server } from 'node:http'
import { OriginListenError } from './errors.ts'

/** Enough for 1000 clients that connect at once; the system may lower it. */
const BACKLOG = 4096

/** Resolves when the server listens; rejects with OriginListenError. */
export function listen(server: Server, host: string, port: number): Promise<void> {
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
