import { workerData, type MessagePort, parentPort } from 'node:worker_threads'
import { flagRequest, outcomeOf, tooSlow } from '@interleave/flags'
import { openDispatcher } from '@interleave/flags/dispatcher'
import { request, type Dispatcher } from 'undici'
import { STATE, type FetchSettings, type Question, type Reply } from './protocol.ts'

const { limits, retries, state, port } = workerData as FetchSettings
const commands = parentPort as MessagePort
const dispatcher = openDispatcher({ connections: 1, limits, retries })

let body: Dispatcher.ResponseData['body'] | undefined
let timer: NodeJS.Timeout | undefined

// Whatever ends this thread wakes the one that waits for it; only being out of memory or terminated can't say so.
process.once('exit', () => wake(STATE.gone))

commands.on('message', (question: Question) => void respond(question))
answer({ reply: 'done' })

async function respond(question: Question): Promise<void> {
  try {
    if (question.ask === 'end') await end()
    else answer(await follow(question))
  } catch (error) {
    answer(crossing(error))
  }
}

async function follow(question: Exclude<Question, { ask: 'end' }>): Promise<Reply> {
  if (question.ask === 'request') {
    const {
      statusCode,
      headers,
      body: stream,
    } = await request(question.url, {
      ...flagRequest(limits),
      dispatcher,
      signal: withinTotal(),
    })
    body = stream
    return { reply: 'head', head: { statusCode, headers } }
  }
  try {
    if (question.ask === 'bytes' && body) return { reply: 'bytes', bytes: await body.bytes() }
    await body?.dump()
    return { reply: 'done' }
  } finally {
    clearTimeout(timer)
  }
}

/** A signal that is aborted when request and body together have taken the item's time. */
function withinTotal(): AbortSignal {
  const controller = new AbortController()
  clearTimeout(timer)
  timer = setTimeout(() => controller.abort(tooSlow(limits.total)), limits.total)
  return controller.signal
}

function crossing(error: unknown): Reply {
  clearTimeout(timer)
  try {
    const { failure } = outcomeOf(error)
    return failure ? { reply: 'failure', failure } : { reply: 'error', error }
  } catch {
    return { reply: 'error', error }
  }
}

function answer(reply: Reply): void {
  port.postMessage(reply)
  wake(STATE.answered)
}

function wake(value: number): void {
  Atomics.store(state, 0, value)
  Atomics.notify(state, 0)
}

/** Lets go of everything that keeps this thread alive, so that it ends by itself. */
async function end(): Promise<void> {
  clearTimeout(timer)
  await dispatcher.destroy()
  port.close()
  commands.close()
}
