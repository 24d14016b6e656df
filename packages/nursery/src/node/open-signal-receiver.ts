import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import { abortable } from '../abortable.ts'
import { checkpoint } from '../checkpoint.ts'
import { Exclusive } from '../plumbing/exclusive.ts'
import { endWithScope } from './end-with-scope.ts'
import { nextEvent } from './next-event.ts'

/** Signals of the operating system, as they come. */
export interface SignalReceiver extends AsyncIterable<NodeJS.Signals>, Disposable {
  /** Stops listening. What came and was not taken is raised again, for whoever listens next (or the default). Idempotent. */
  close(): void
}

/**
 * Listens for signals instead of dying of them. Several of one kind before the next is taken count as one, and kinds take
 * turns. One task at a time may iterate. Ends with its scope's cancellation, or when closed.
 *
 * @throws TypeError without a signal, or for one that no program hears.
 * @example
 * ```ts
 * using signals = openSignalReceiver('SIGTERM', 'SIGINT')
 * for await (const signal of signals) return nursery.cancelScope.cancel(signal)
 * ```
 */
export function openSignalReceiver(...names: NodeJS.Signals[]): SignalReceiver {
  if (names.length === 0) throw new TypeError("Which signals? openSignalReceiver('SIGINT', 'SIGTERM').")
  const unheard = names.find((name) => !(name in constants.signals) || UNCATCHABLE.has(name))
  if (unheard !== undefined) throw new TypeError(`${unheard} is no signal that a program can listen for.`)
  const pending = new Set<NodeJS.Signals>()
  const arrivals = new EventEmitter()
  const iterating = new Exclusive('receiving these signals')
  let closed = false
  const onSignal = (name: NodeJS.Signals) => {
    pending.add(name)
    arrivals.emit('arrival')
  }
  const close = () => {
    if (closed) return
    closed = true
    forget()
    for (const name of names) process.off(name, onSignal)
    for (const name of pending) process.kill(process.pid, name)
    arrivals.emit('arrival')
  }
  const next = () =>
    iterating.use(async (): Promise<IteratorResult<NodeJS.Signals>> => {
      await checkpoint()
      // oxlint-disable-next-line no-unmodified-loop-condition -- `close` does, while this waits
      while (!closed) {
        for (const name of pending) {
          pending.delete(name)
          return { done: false, value: name }
        }
        await abortable((signal) => keepingAlive(nextEvent(arrivals, ['arrival'], signal)))
      }
      // Closed by its scope's cancellation, which this task has to hear of.
      await checkpoint()
      return { done: true, value: undefined }
    })
  for (const name of names) process.on(name, onSignal)
  const forget = endWithScope(close)
  return { close, [Symbol.dispose]: close, [Symbol.asyncIterator]: () => ({ next }) }
}

/** The system keeps them to itself. */
const UNCATCHABLE: ReadonlySet<string> = new Set(['SIGKILL', 'SIGSTOP'])

/** Listening for a signal doesn't keep Node alive; a program that waits for nothing else would end at once. */
async function keepingAlive(arrival: Promise<void>): Promise<void> {
  const timer = setInterval(() => {}, 2 ** 30)
  try {
    await arrival
  } finally {
    clearInterval(timer)
  }
}
