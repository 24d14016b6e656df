import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { realSleep } from '../real-time.ts'

/** A port on 127.0.0.1 to which no connection comes about, and none is refused. */
export interface FullListener extends AsyncDisposable {
  readonly port: number
}

/**
 * Opens a listener that never accepts, in a thread that stands still, and fills its queue: the system then leaves
 * whoever comes next without an answer, as a firewall does that drops what it doesn't like.
 */
export async function openFullListener(): Promise<FullListener> {
  const stopped = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(new URL('./full-listener-thread.ts', import.meta.url), {
    workerData: stopped,
    execArgv: [],
  })
  const [port] = (await once(thread, 'message')) as [number]
  const queued: Socket[] = []
  let isFull = false
  for (let tries = 0; tries < MOST && !isFull; tries++) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    queued.push(socket)
    const connected = once(socket, 'connect').then(() => true)
    isFull = !(await Promise.race([connected, realSleep(WAIT).then(() => false)]))
  }
  if (!isFull) throw new Error('The queue of a listener does not get full on this system.')
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of queued) socket.destroy()
      Atomics.store(stopped, 0, 1)
      Atomics.notify(stopped, 0)
      await once(thread, 'exit')
    },
  }
}

/** Connections that a queue of one may take. */
const MOST = 10
/** ms in which a connection on loopback comes about if it does at all. */
const WAIT = 150
