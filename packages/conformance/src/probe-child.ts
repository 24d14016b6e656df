// Started by probe.ts in a process of its own: node probe-child.ts MODULE BASE DIRECTORY
import { getEventListeners } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { DEFAULT_LIMITS, DEFAULT_SPINNER, type Variant } from '@interleave/contract'
import type { Remains } from './probe.ts'
import { realSleep } from './real-time.ts'
import { startTrial, type Trial } from './trial.ts'

const [module = '', base = '', directory = ''] = process.argv.slice(2)
const { variant } = (await import(module)) as { variant: Variant }
const { signal } = new AbortController()
const setup = { directory, patience: 60_000, connections: 8 }

// Whoever starts a thread has Node open these two for it; they are the process's own, and not left behind.
void [process.stdout, process.stderr]
const before = look()
await spin()
await spinAndCancel()
await download(['AD', 'AE'])
await downloadAndCancel(['AD', 'AF', 'AG', 'AI'])
console.log(JSON.stringify(await remains()))

async function spin(): Promise<void> {
  const trial = startTrial(variant.spinner, { ...DEFAULT_SPINNER, interval: 20, delay: 100 }, setup, { signal })
  await trial.value()
  await trial.dispose()
}

async function spinAndCancel(): Promise<void> {
  const trial = startTrial(variant.spinner, { ...DEFAULT_SPINNER, interval: 20, delay: 200 }, setup, { signal })
  await cancel(trial)
}

async function download(codes: string[]): Promise<void> {
  const trial = startTrial(variant.downloader, { codes, base, directory, concurrency: 2 }, setup, { signal })
  await trial.value()
  await trial.dispose()
}

async function downloadAndCancel(codes: string[]): Promise<void> {
  // One that is deaf to the cancel shall end all the same.
  const limits = { ...DEFAULT_LIMITS, total: 2000 }
  const trial = startTrial(variant.downloader, { codes, base, directory, concurrency: 2, limits }, setup, { signal })
  await cancel(trial)
}

async function cancel(trial: Trial<unknown>): Promise<void> {
  await realSleep(100)
  trial.run.cancel('enough')
  await trial.ending()
  await trial.dispose()
}

/** Sockets close a moment after they were told to; what is still there after a second stays. */
async function remains(): Promise<Remains> {
  for (let tries = 0; tries < 40; tries++) {
    const now = difference(look())
    if (now.resources.length === 0 && now.descriptors === 0) return now
    await realSleep(25)
  }
  return difference(look())
}

function look() {
  return {
    resources: process.getActiveResourcesInfo(),
    processListeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    descriptors: existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0,
  }
}

function difference(now: ReturnType<typeof look>): Remains {
  const resources = [...now.resources]
  for (const known of before.resources) {
    const index = resources.indexOf(known)
    if (index >= 0) resources.splice(index, 1)
  }
  return {
    resources,
    signalListeners: getEventListeners(signal, 'abort').length,
    processListeners: now.processListeners - before.processListeners,
    descriptors: Math.max(0, now.descriptors - before.descriptors),
  }
}
