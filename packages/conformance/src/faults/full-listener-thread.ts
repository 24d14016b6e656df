// Started by full-listener.ts: listens with the shortest queue, and then never looks at it.
import { createServer, type AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

const stopped = workerData as Int32Array<SharedArrayBuffer>
const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort?.postMessage((server.address() as AddressInfo).port)
  Atomics.wait(stopped, 0, 0)
  server.close()
  parentPort?.close()
})
server.on('connection', (socket) => socket.destroy())
