import { workerData } from 'node:worker_threads'
import { STATE, type FetchSettings } from '../src/protocol.ts'

// Starts as the real one does, and is then deaf to everything.
const { port, state } = workerData as FetchSettings
port.postMessage({ reply: 'done' })
Atomics.store(state, 0, STATE.answered)
Atomics.notify(state, 0)
setInterval(() => {}, 1000)
