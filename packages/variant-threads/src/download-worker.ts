import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { openDispatcher } from '@interleave/flags/dispatcher'
import { downloadOne } from './downloader.ts'
import type { DownloadSettings, Job, Order, Word } from './protocol.ts'

const settings = workerData as DownloadSettings
const port = parentPort as MessagePort
const { limits, retries } = settings
const dispatcher = openDispatcher({ connections: 1, limits, retries })
const controller = new AbortController()
let work = Promise.resolve()

port.on('message', (message: Order) => {
  if (message.order === 'end') void end()
  else work = download(message.job)
})
say({ word: 'ready' })

async function download(job: Job): Promise<void> {
  const { signal } = controller
  try {
    say({ word: 'settled', outcome: await downloadOne(job, settings, { dispatcher }, signal) })
  } catch (error) {
    if (signal.aborted) say({ word: 'settled', outcome: { status: 'cancelled' } })
    else say({ word: 'failed', error })
  }
}

/** Breaks off what is under way, waits until it is cleaned up, and lets go of all that keeps this thread alive. */
async function end(): Promise<void> {
  controller.abort()
  await work
  await dispatcher.destroy()
  port.close()
}

function say(word: Word): void {
  port.postMessage(word)
}
