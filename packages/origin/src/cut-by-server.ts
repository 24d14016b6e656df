import type { Socket } from 'node:net'

const cut = new WeakSet<Socket>()

/** Destroys a connection and remembers that it wasn't the client who left. */
export function cutByServer(socket: Socket): void {
  cut.add(socket)
  socket.destroy()
}

/** Whether `cutByServer` ended this connection. */
export function wasCutByServer(socket: Socket): boolean {
  return cut.has(socket)
}
