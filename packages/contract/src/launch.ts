import { RunCancelled } from './errors.ts'
import type { TraceEvent } from './events.ts'
import type { Ports } from './ports.ts'
import type { Run, RunStatus } from './run.ts'
import { watchPorts } from './watch-ports.ts'

/** How a model's own way of ending is told to the run. Only the first end counts. */
export interface Settle<Result> {
  /** The program's first line is about to run. */
  readonly running: () => void
  readonly done: (result: Result) => void
  /** A {@link RunCancelled} counts as cancelled. */
  readonly failed: (error: unknown) => void
}

/** A program as its own model expresses it, before the uniform edge. */
export interface Native<Result> {
  /** `spinner`, `downloader`: the id in the trace. */
  readonly program: string
  /** What kind of thing runs it, in this state: `<Task pending spin>`. */
  describe(status: RunStatus): string
  /**
   * Begins the work and returns how to stop it. After a stop, the model cleans up and then settles: with the
   * {@link RunCancelled} that it was given, or with the result where that was quicker. These `ports` remember what they
   * throw: a model that fails with the last of several errors, as a `finally` that throws does, is told by the first.
   */
  start(settle: Settle<Result>, ports: Ports): (cancelled: RunCancelled) => void
}

/**
 * The uniform edge: makes a {@link Run} of a program in any model. It keeps the status, settles `result` once, passes
 * the first `cancel` on, listens to `ports.signal` while it runs, and traces the run's start, cancel and end. A signal
 * that is already aborted means that nothing starts. Never throws.
 *
 * @example
 * const run = launch(ports, { program: 'spinner', describe: (status) => `<Promise ${status}>`, start })
 */
export function launch<Result>(ports: Ports, native: Native<Result>): Run<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  const { program } = native
  const watch = watchPorts(ports)
  let status: RunStatus = 'pending'
  let cancelled: RunCancelled | undefined
  let stop: ((cancelled: RunCancelled) => void) | undefined

  // What a port threw first, or else what the model failed with. It becomes the run's result once the model has cleaned up,
  // also when a port fails again on the way.
  let fault: { error: unknown } | undefined

  // Before the status tells it: who listens to the run's end and cancels there comes too late.
  let isOver = false
  const say = (event: TraceEvent) => {
    try {
      watch.ports.trace(event)
    } catch {
      fault ??= watch.fault
    }
  }
  const end = (next: 'done' | 'failed' | 'cancelled', finish: () => void) => {
    if (isOver) return
    isOver = true
    ports.signal?.removeEventListener('abort', onAbort)
    say({ kind: 'run.end', id: program, status: fault ? 'failed' : next })
    status = fault ? 'failed' : next
    if (fault) reject(fault.error)
    else finish()
  }
  const settle: Settle<Result> = {
    running: () => {
      if (status === 'pending') status = 'running'
    },
    done: (result) => end('done', () => resolve(result)),
    failed: (error) => {
      const isThrown = watch.fault?.error === error // by a port: the cancel of another run, perhaps
      if (error instanceof RunCancelled && !isThrown) return end('cancelled', () => reject(error))
      fault ??= watch.fault ?? { error }
      end('failed', () => reject(error))
    },
  }
  const cancel = (reason?: unknown) => {
    if (isOver || cancelled) return
    cancelled = new RunCancelled(reason)
    say({ kind: 'cancel.requested', id: program, message: cancelled.message })
    stop?.(cancelled)
  }
  const onAbort = () => cancel(ports.signal?.reason)

  try {
    watch.ports.trace({ kind: 'run.start', id: program, program })
    if (ports.signal?.aborted) {
      onAbort()
      settle.failed(cancelled)
    } else {
      ports.signal?.addEventListener('abort', onAbort)
      stop = native.start(settle, watch.ports)
      // A cancel from inside `start` (a port that cancels at the first frame) came before there was a way to stop.
      if (cancelled && !isOver) stop(cancelled)
    }
  } catch (error) {
    settle.failed(error)
  }

  return {
    get status() {
      return status
    },
    result: promise,
    cancel,
    describe: () => native.describe(status),
  }
}
