import { parentPort } from 'node:worker_threads'

// Says that it is ready, and is then never heard of again.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not a window
parentPort?.postMessage({ word: 'ready' })
setInterval(() => {}, 1000)
