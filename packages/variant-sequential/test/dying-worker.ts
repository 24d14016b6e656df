import { parentPort } from 'node:worker_threads'

// The real one, but it dies of the first question.
await import('../src/fetch-worker.ts')
parentPort?.on('message', () => process.exit(3))
