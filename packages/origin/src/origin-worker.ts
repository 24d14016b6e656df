// The thread of startOriginThread: starts the server and does what the other side calls.
import { parentPort, workerData } from 'node:worker_threads'
import { OriginClosedError } from './errors.ts'
import type { OriginThreadOptions } from './options.ts'
import { startOrigin } from './start-origin.ts'
import { perform } from './thread-messages.ts'
import type { CallMessage, ReplyMessage, Value } from './thread-messages.ts'

const options: OriginThreadOptions = workerData
const started = startOrigin(options)

await answer(0, async () => (await started).port)

parentPort?.on('message', ({ id, call }: CallMessage) => {
  void answer(id, async () => perform(await started, call))
})

async function answer(id: number, work: () => Promise<Value>): Promise<void> {
  try {
    reply({ id, value: await work() })
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new OriginClosedError(String(error))
    reply({ id, error: { name, message } })
  }
}

function reply(message: ReplyMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not a window
  parentPort?.postMessage(message)
}
