import type { Limits, Ports, Program, Run, RunStatus, TraceEvent } from '@interleave/contract'
import { openDispatcher } from '@interleave/flags/dispatcher'
import { createRecorder, type RecordedEvent } from '@interleave/trace'
import type { Dispatcher } from 'undici'
import { countRequests } from './counting-dispatcher.ts'
import { realSleep, within } from './real-time.ts'
import { openTerminal } from './terminal.ts'

/** What could be seen at the instant at which a run's result settled. */
export interface Ending<Result> {
  readonly result: PromiseSettledResult<Result>
  readonly status: RunStatus
  /** All that had been written. */
  readonly output: string
  /** How many events had been traced. */
  readonly events: number
  /** Requests that the run's dispatcher still had under way. */
  readonly openRequests: number
  /** Whether that dispatcher had been closed, which is for who opened it. */
  readonly isClientClosed: boolean
}

/** One run of a program under observation. */
export interface Trial<Result> {
  readonly run: Run<Result>
  readonly events: readonly RecordedEvent[]
  /** All that was written so far. */
  output(): string
  /** Waits for the end, however it comes. Rejects when there is none in time. */
  ending(): Promise<Ending<Result>>
  /** Waits for success. Rejects with what failed. */
  value(): Promise<Result>
  /** Waits for failure, and resolves to what failed. Rejects when the run succeeds. */
  failure(): Promise<unknown>
  /** Cancels what still runs, waits for it a little, and closes what was opened for it. */
  dispose(): Promise<void>
}

/** What a trial stands on. */
export interface TrialSetup {
  /** A folder for what the harness itself writes. */
  readonly directory: string
  /** How long to wait for the end, in ms. */
  readonly patience: number
  /** Sockets that the run's dispatcher may open. */
  readonly connections: number
  readonly limits?: Limits
  /** As in the options of the download. */
  readonly retries?: number
  /** How long a request that fails takes to end, in ms. */
  readonly linger?: number
  /** Called with each event when it is recorded: what it does comes after it. */
  readonly onEvent?: (event: TraceEvent) => void
}

/** Starts a program with ports of its own. Those in `ports` are called before them, and may throw. */
export function startTrial<Options, Result>(
  program: Program<Options, Result>,
  options: Options,
  setup: TrialSetup,
  ports: Partial<Ports> = {},
): Trial<Result> {
  const { directory, patience, connections, limits, retries, linger, onEvent } = setup
  const terminal = openTerminal(directory)
  const recorder = createRecorder()
  const inner = openDispatcher({ connections, limits, retries })
  const { dispatcher, open } = countRequests(inner, linger)
  const { outDescriptor } = terminal
  const out = (text: string) => {
    ports.out?.(text)
    terminal.out(text)
  }
  const trace = (event: TraceEvent) => {
    ports.trace?.(event)
    recorder.trace(event)
    onEvent?.(event)
  }
  const run = program(options, { outDescriptor, ...ports, dispatcher, out, trace })

  const end = (result: PromiseSettledResult<Result>): Ending<Result> => ({
    result,
    status: run.status,
    output: terminal.text(),
    events: recorder.events.length,
    openRequests: open(),
    isClientClosed: isClosed(inner),
  })
  const ended = run.result.then(
    (value) => end({ status: 'fulfilled', value }),
    (reason: unknown) => end({ status: 'rejected', reason }),
  )
  const ending = () => within(patience, ended, `The run did not settle within ${patience} ms.`)

  return {
    run,
    events: recorder.events,
    output: terminal.text,
    ending,
    value: async () => {
      const { result } = await ending()
      if (result.status === 'rejected') throw result.reason
      return result.value
    },
    failure: async () => {
      const { result } = await ending()
      if (result.status === 'fulfilled')
        throw new Error(`The run should have failed; its result is ${JSON.stringify(result.value)}.`)
      return result.reason
    },
    dispose: async () => {
      run.cancel('the clause is over')
      // A run that never settles is the clause's finding; here it must only not keep the rest waiting.
      await Promise.race([ended, realSleep(GRACE)])
      await inner.destroy()
      terminal.close()
    },
  }
}

const GRACE = 500

/** undici's own dispatchers say so. */
function isClosed({ closed, destroyed }: Dispatcher & { closed?: boolean; destroyed?: boolean }): boolean {
  return closed === true || destroyed === true
}
