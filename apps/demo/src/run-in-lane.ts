import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { DownloadReport, TraceEvent } from '@interleave/contract'
import { COMPILE_CACHE } from './compile-cache.ts'
import type { Interrupts } from './interrupts.ts'
import { REPORT_DESCRIPTOR, type LaneEnd, type LaneMessage, type LaneOrder, type ResultOf } from './lane-messages.ts'

/** What surrounds a lane. */
export interface LaneOptions {
  readonly interrupts: Interrupts
  /** Receives the trace, in order. */
  readonly onEvent: (event: TraceEvent) => void
  /** Receives what the lane writes on its standard output. Absent: the lane writes on this process's own, live. */
  readonly onOutput?: ((text: string) => void) | undefined
  /** How long a lane may take to end. Default {@link PATIENCE}. */
  readonly patience?: Patience
}

/** How long a lane may still run, in ms, before it is killed. */
interface Patience {
  /** After the first interrupt. */
  readonly interrupted: number
  /** After its last word. */
  readonly ended: number
}

/**
 * Runs one program of one variant in a process of its own, so that a model that blocks stops nothing but itself. The
 * first interrupt is passed on; a lane that has not ended some time after it, and every lane at the second, is killed.
 * Never rejects: a lane that can't start or dies is a failed end.
 *
 * @example
 * const end = await runInLane({ program: 'spinner', module: variant.module, options }, { interrupts, onEvent })
 */
export async function runInLane<Order extends LaneOrder>(
  order: Order,
  options: LaneOptions,
): Promise<LaneEnd<ResultOf<Order>>> {
  const { interrupts, onOutput, patience = PATIENCE } = options
  if (interrupts.first.aborted) return { status: 'cancelled' }

  const child = spawn(process.execPath, [LANE], {
    stdio: ['ignore', onOutput ? 'pipe' : 'inherit', 'pipe', 'pipe', 'ipc'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env },
  })
  const ended = Promise.withResolvers<string>()
  child.once('error', (error) => ended.resolve(`it could not be started: ${error.message}`))
  child.once('close', (code, signal) => ended.resolve(signal ? `signal ${signal}` : `exit code ${code}`))
  child.stdout?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text))
  const complaint = complaintOf(child)

  let end: LaneEnd<number | DownloadReport> | undefined
  let overdue: NodeJS.Timeout | undefined
  const killAfter = (ms: number) => {
    overdue ??= setTimeout(() => child.kill('SIGKILL'), ms)
  }
  const onFirst = () => {
    child.kill(interrupts.signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
    killAfter(patience.interrupted)
  }
  const onSecond = () => child.kill('SIGKILL')
  interrupts.first.addEventListener('abort', onFirst)
  interrupts.second.addEventListener('abort', onSecond)
  createInterface({ input: child.stdio[REPORT_DESCRIPTOR] as Readable }).on('line', (line) => {
    const message = readMessage(line)
    if (message === undefined) return
    if ('event' in message) return options.onEvent(message.event)
    // A failure after the result (a rejection that nobody handled) is what counts.
    end = message.end
    killAfter(patience.ended)
  })
  // A child that died already has no channel; its end is told by 'close'.
  child.send(order, () => {})

  try {
    const how = await ended.promise
    if (interrupts.first.aborted && end?.status !== 'done') return { status: 'cancelled' }
    if (end === undefined) return { status: 'failed', message: `Its process ended too early (${how})${complaint()}.` }
    // A signal that comes when all is done, and the handlers are gone, may still kill it.
    const isKilled = interrupts.first.aborted && ['signal SIGINT', 'signal SIGTERM'].includes(how)
    if (end.status === 'done' && how !== 'exit code 0' && !isKilled) {
      return { status: 'failed', message: `Its process did not end by itself after the result (${how}).` }
    }
    return end as LaneEnd<ResultOf<Order>>
  } finally {
    clearTimeout(overdue)
    interrupts.first.removeEventListener('abort', onFirst)
    interrupts.second.removeEventListener('abort', onSecond)
  }
}

/** A lane that is killed in the middle of a line leaves a piece of one. */
function readMessage(line: string): LaneMessage | undefined {
  try {
    return JSON.parse(line) as LaneMessage
  } catch {
    return undefined
  }
}

/** What the lane wrote on its standard error, as far as it is a sentence: the line that names the error. */
function complaintOf(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-COMPLAINT_LENGTH)
  })
  return () => {
    const line = text.split('\n').find((candidate) => /\b\w*(?:Error|error)\b/.test(candidate))
    return line === undefined ? '' : `: ${line.trim().replace(/\.$/, '')}`
  }
}

const LANE = fileURLToPath(new URL('lane.ts', import.meta.url))

const PATIENCE: Patience = { interrupted: 2000, ended: 5000 }

/** Characters of standard error that are kept. */
const COMPLAINT_LENGTH = 4096
