import { createCancelled } from './cancelled.ts'
import { type Clock, systemClock } from './clock.ts'
import { diagnosticsInstrument } from './diagnostics.ts'
import type { DeadlockError } from './errors.ts'
import type { Instrument } from './instrument.ts'
import { type Failure, tidyScope } from './plumbing/close-scope.ts'
import { runInSlot, slotHere } from './plumbing/context.ts'
import { IdleWatch } from './plumbing/idle-watch.ts'
import { unwatchExit, watchExit } from './plumbing/implicit-run.ts'
import { InstrumentSet } from './plumbing/instrument-set.ts'
import { openScopes } from './plumbing/open-scopes.ts'
import { refuseGenerator } from './plumbing/refuse-generator.ts'
import { RunState } from './plumbing/run-state.ts'
import { Stepper } from './plumbing/stepper.ts'
import { silence } from './plumbing/silence.ts'
import { besides } from './plumbing/without-cancelled.ts'

export interface RunOptions {
  /** Default: the platform's. */
  readonly clock?: Clock | undefined
  readonly instruments?: readonly Instrument[] | undefined
  /** Shuffles the order in which ready tasks are started and woken, the same way each time. Default: first in, first out. */
  readonly seed?: number | undefined
  /** Cancels the whole run when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** For the task tree; by default the name of `main`. */
  readonly name?: string | undefined
}

/**
 * Runs `main` with a root scope, a clock and instruments of its own.
 *
 * Resolves with the value of `main`. Outside any run the operations work too, in an implicit run with the platform's clock.
 *
 * @throws (as a rejection) what `main` throws, with no group around it; Cancelled when `signal` aborted; DeadlockError when
 * every task was blocked for ever, with what else `main` throws as its `cause`; TypeError when given a promise; Error when
 * called inside another run; RangeError for a seed that is no whole number.
 * @example
 * ```ts
 * await run(async () => {
 *   await sleep(1_000)
 * })
 * ```
 */
export async function run<T>(main: () => T | PromiseLike<T>, options: RunOptions = {}): Promise<T> {
  if (typeof main !== 'function') {
    silence(main)
    throw new TypeError('run takes the function, not its promise: run(main), not run(main()).')
  }
  const outer = slotHere()
  if (outer && !outer.scope.run.root.closed) {
    throw new Error('This is inside a run already: await main() or open a nursery, and call run only at the outside.')
  }
  const { clock = systemClock, name = main.name || 'main', seed } = options
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new RangeError(`A seed is a whole number, so that each is another, not ${seed}.`)
  }
  const state = new RunState(name, clock, main)
  equip(state, options)
  const unwatchClock = watchClock(state)
  const unlink = link(state, options.signal)
  openScopes.count++
  watchExit(state)
  try {
    return await new Promise<T>((resolve, reject) => {
      state.giveUp = reject
      runMain(state, main).then(resolve, reject)
    })
  } finally {
    openScopes.count--
    unwatchExit(state)
    unlink()
    unwatchClock()
    state.instruments?.emit('afterRun')
  }
}

function equip(state: RunState, { instruments = [], seed }: RunOptions): void {
  const published = diagnosticsInstrument()
  const all = published ? [...instruments, published] : instruments
  if (all.length > 0) state.instruments = new InstrumentSet(all)
  if (all.length > 0 || seed !== undefined) state.stepper = new Stepper(state, seed)
}

/** A clock that jumps by itself needs to know when all is blocked. */
function watchClock(state: RunState): () => void {
  if (!state.clock.onThreshold) return () => {}
  const idle = IdleWatch.of(state)
  return state.clock.onThreshold(() => idle.check())
}

function link(state: RunState, signal: AbortSignal | undefined): () => void {
  const onAbort = () => state.root.cancel(createCancelled('signal', signal!.reason))
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  return () => signal?.removeEventListener('abort', onAbort)
}

async function runMain<T>(state: RunState, main: () => T | PromiseLike<T>): Promise<T> {
  const { instruments, stepper, root } = state
  instruments?.emit('beforeRun')
  instruments?.emit('taskSpawned', state.main)
  if (stepper) await new Promise<void>((resolve) => stepper.schedule(state.main, resolve))
  let failure: Failure | null = null
  let value: T | undefined
  try {
    value = await refuseGenerator(
      runInSlot(state.main, () => main()),
      state.main.name,
    )
  } catch (error) {
    failure = { error }
  }
  const tidying = tidyScope(root, failure)
  if (tidying) failure = await tidying
  root.close()
  state.main.end(failure ? 'failed' : 'done', failure ? failure.error : value)
  if (state.failure) throw deadlocked(state.failure, failure)
  if (failure) throw (root.cause && besides(root.cause, failure.error)?.error) ?? failure.error
  return value as T
}

/** No error is lost: what came out of main besides the deadlock that ended it is the deadlock's cause. */
function deadlocked(deadlock: DeadlockError, failure: Failure | null): DeadlockError {
  const rest = failure && besides(deadlock, failure.error)
  if (rest) deadlock.cause = rest.error
  return deadlock
}
