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
  const waiting = () => queued.filter((socket) => socket.connecting)
  while (waiting().length < WAITING && queued.length < MOST) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    queued.push(socket)
    await Promise.race([once(socket, 'connect'), realSleep(WAIT)])
  }
  if (waiting().length < WAITING) throw new Error('The queue of a listener does not get full on this system.')
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

/** Connections that are tried, more than a queue of one may take. */
const MOST = 10
/**
 * Connections that must be left waiting. In a process that stood still, one that has come about looks as if it waited
 * too; so there are more than fit in a queue of one, and those that fit are in it, however they look.
 */
const WAITING = 3
/** ms in which a connection on loopback comes about if it does at all. */
const WAIT = 50
