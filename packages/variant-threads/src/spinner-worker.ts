import { workerData } from 'node:worker_threads'
import { steadyNow } from './clock.ts'
import { STATE, type SpinnerNews, type SpinnerSettings } from './spinner-thread.ts'
import { spin } from './spinner.ts'

const { options, descriptor, signal, state, port } = workerData as SpinnerSettings

// Whatever ends this thread wakes the one that joins it.
process.once('exit', () => enter(STATE.stopped))
enter(STATE.started)
try {
  spin(options, descriptor, signal, (frame) => tell({ frame, steady: steadyNow() }))
} catch (error) {
  if (!(error instanceof Error)) throw error
  tell({ error, code: 'code' in error ? error.code : undefined })
}

function tell(news: SpinnerNews): void {
  port.postMessage(news)
}

function enter(next: number): void {
  Atomics.store(state, 0, next)
  Atomics.notify(state, 0)
}
