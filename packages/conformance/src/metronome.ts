import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** A plain timer in a thread of its own. */
export interface Metronome extends AsyncDisposable {
  /** How often it has ticked until now. */
  ticks(): number
}

/** Ticks each `interval` ms, as far as the machine finds the time: nothing else could do so more often. */
export async function startMetronome(interval: number): Promise<Metronome> {
  const count = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(TICK, { eval: true, workerData: { count, interval } })
  await once(thread, 'message')
  return {
    ticks: () => Atomics.load(count, 0),
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  }
}

const TICK = `
  const { parentPort, workerData: { count, interval } } = require('node:worker_threads')
  setInterval(() => Atomics.add(count, 0, 1), interval)
  parentPort.postMessage('ticking')
`
