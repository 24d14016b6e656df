import { parentPort, workerData } from 'node:worker_threads'
import type { WorkerAnswer } from './run-in-worker.ts'

const { module, name, args } = workerData as { module: string; name: string; args: unknown[] }

async function answer(): Promise<WorkerAnswer> {
  try {
    const exports = (await import(module)) as Record<string, unknown>
    const fn = exports[name]
    if (typeof fn !== 'function') throw new TypeError(`${module} has no function named ${name} among its exports.`)
    return { value: await fn(...args) }
  } catch (error) {
    return { error }
  }
}

function sentence(unsendable: WorkerAnswer, why: unknown): string {
  if ('error' in unsendable) return `What ${name} threw can't be sent between threads: ${String(unsendable.error)}`
  return `The result of ${name} can't be sent between threads: ${String(why)}`
}

const result = await answer()
try {
  parentPort!.postMessage(result)
} catch (error) {
  // What can't be copied is an error that can.
  parentPort!.postMessage({ error: new TypeError(sentence(result, error)) })
}
