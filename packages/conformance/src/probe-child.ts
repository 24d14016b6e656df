// Started by probe.ts in a process of its own: node probe-child.ts MODULE BASE DIRECTORY
import { getEventListeners } from 'node:events'
import { existsSync, readdirSync, writeSync } from 'node:fs'
import { DEFAULT_LIMITS, DEFAULT_SPINNER, type Ports, type TraceKind, type Variant } from '@interleave/contract'
import { ANSWER } from './descriptors.ts'
import type { Remains } from './probe.ts'
import { realSleep } from './real-time.ts'
import { startTrial, type Trial } from './trial.ts'

const [module = '', base = '', directory = ''] = process.argv.slice(2)
const { variant } = (await import(module)) as { variant: Variant }
const { signal } = new AbortController()
const setup = { directory, patience: 60_000, connections: 8 }
const { lacks } = variant.traits
/** How long what only a cancel should end lasts, in ms: longer than the look at what is left takes. */
const LONG = 5000
/** One that is deaf to what should end it ends all the same. */
const BOUNDED = { ...DEFAULT_LIMITS, total: 2000 }

// Whoever starts a thread has Node open these two for it; they are the process's own, and not left behind.
void [process.stdout, process.stderr]
const before = look()
await alone(spin(100))
await alone(download(['AD']))
await end(spin(100))
await end(download(['AD', 'AE', 'QQ', 'XX', 'ZZ']))
await end(spin('virtualTime' in lacks ? 100 : LONG, { out: fail }))
await end(spin(100, { trace: failAt('spinner.stop') }))
await end(download(['AD', 'AF'], { trace: failAt('task.settled') }, BOUNDED))
await end(download(['AD', '../x']))
await end(spin(100, { signal: AbortSignal.abort() }))
await end(download(['AD'], { signal: AbortSignal.abort() }))
await cancelAtOnce(download(['AD', 'AE']))
await cancelAtOnce(spin(100))
// Last, so that a time that they don't wait out is still there at the look.
await cancel(download(['AD', 'AF', 'AG', 'AI'], {}, BOUNDED))
await cancel(spin('cancelsSpinner' in lacks ? 200 : LONG))
writeSync(ANSWER, JSON.stringify(await remains()))

function spin(delay: number, ports: Partial<Ports> = {}): Trial<unknown> {
  return startTrial(variant.spinner, { ...DEFAULT_SPINNER, interval: 20, delay }, setup, { signal, ...ports })
}

function download(codes: string[], ports: Partial<Ports> = {}, limits = DEFAULT_LIMITS): Trial<unknown> {
  const options = { codes, base, directory, concurrency: 2, limits }
  return startTrial(variant.downloader, options, setup, { signal, ...ports })
}

/** A port that throws. */
function fail(): never {
  throw new Error('Nobody listens.')
}

function failAt(kind: TraceKind): Ports['trace'] {
  return (event) => {
    if (event.kind === kind) fail()
  }
}

/** With nothing else to keep the process alive, which ends with code 13 where the run doesn't. */
async function alone(trial: Trial<unknown>): Promise<void> {
  await trial.run.result
  await trial.dispose()
}

async function end(trial: Trial<unknown>): Promise<void> {
  const { isClientClosed } = await trial.ending()
  if (isClientClosed) throw new Error('The run closed the client that it was given, and others might use.')
  await trial.dispose()
}

async function cancelAtOnce(trial: Trial<unknown>): Promise<void> {
  trial.run.cancel('enough')
  await end(trial)
}

async function cancel(trial: Trial<unknown>): Promise<void> {
  await realSleep(100)
  await cancelAtOnce(trial)
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
