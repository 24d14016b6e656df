import { RunCancelled, type Program, type Run } from '@interleave/contract'
import { Ledger } from '@interleave/flags'
import { plant, type Plant } from './plant.ts'

/** Mistakes in the run handle, and in how work and handle hang together. */
export const RUN_PLANTS: readonly Plant[] = [
  plant('throws', 'R1', 'Lets a port throw out of the call.', {
    program: (program) => (options, ports) => {
      ports.trace({ kind: 'loop.lag', id: 'loop', ms: 0 })
      return program(options, ports)
    },
  }),
  plant('always-pending', 'R2', 'Says that it has not begun until it has ended.', {
    program: changed((run) => ({
      get status() {
        return run.status === 'running' ? ('pending' as const) : run.status
      },
    })),
  }),
  plant('stateless', 'R2', 'Says what kind of thing runs, and not in which state.', {
    program: changed((run) => ({ describe: () => run.describe().replace(/ .*/, ' >') })),
  }),
  plant('last-reason', 'R3', 'Keeps the last reason instead of the first.', {
    program: changed((run) => {
      let last: unknown
      return {
        cancel(reason?: unknown) {
          last = reason
          run.cancel(reason)
        },
        result: run.result.catch((error: unknown) => {
          throw error instanceof RunCancelled ? new RunCancelled(last) : error
        }),
      }
    }),
  }),
  plant('nameless-cancel', 'R4', 'Fails with an error of its own when it is cancelled.', {
    program: changed((run) => ({
      result: run.result.catch((error: unknown) => {
        throw error instanceof RunCancelled ? new Error('aborted') : error
      }),
    })),
  }),
  plant('settles-before-cleanup', 'R5', 'Settles at the cancel, while what it aborted is still on its way out.', {
    parts: (base) => ({
      downloadMany(downloading) {
        const { signal } = downloading.controller
        const work = base.downloadMany(downloading)
        const cut = new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        })
        return Promise.race([work, cut])
      },
    }),
  }),
  plant('fire-and-forget-abort', 'R5', 'Settles first and aborts afterwards.', {
    parts: (base) => ({
      downloadMany(downloading) {
        const inner = new AbortController()
        const { signal } = downloading.controller
        const work = base.downloadMany({ ...downloading, controller: inner })
        const cut = new Promise<never>((_, reject) => {
          const onAbort = () => {
            reject(signal.reason)
            setTimeout(() => inner.abort(signal.reason), 5)
          }
          signal.addEventListener('abort', onAbort, { once: true })
        })
        return Promise.race([work, cut])
      },
    }),
  }),
  plant('starts-anyway', 'R6', 'Listens to the signal, but does not ask whether it is aborted already.', {
    program: (program) => (options, ports) => {
      const { signal, ...others } = ports
      return program(options, signal?.aborted ? others : ports)
    },
  }),
  plant('deaf-to-signal', 'R7', 'Has a cancel(), but no ear for the signal.', {
    program: (program) => (options, ports) => {
      const { signal, ...others } = ports
      return program(options, signal?.aborted ? ports : others)
    },
  }),
  plant('listener-left', 'R7', 'Leaves a listener on the signal of its caller.', {
    program: (program) => (options, ports) => {
      ports.signal?.addEventListener('abort', () => {})
      return program(options, ports)
    },
  }),
  plant('speechless', 'R8', 'Has one description for all states.', {
    program: changed(() => ({ describe: () => '<Plant>' })),
  }),
  plant('timer-left', 'R9', 'Leaves the timer of its time limit behind.', {
    parts: (base) => ({
      withTimeLimit: async (ms, outer, work) => {
        setTimeout(() => {}, ms)
        return base.withTimeLimit(ms, outer, work)
      },
    }),
  }),
  plant('unhandled-rejection', 'R9', 'Leaves a rejection that nobody handles, when it is cancelled.', {
    program: (program) => (options, ports) => {
      const run = program(options, ports)
      // Not in a test's own process, which it would end.
      if (process.argv[1]?.endsWith('probe-child.ts')) void run.result.finally(() => {})
      return run
    },
  }),
  plant('tasks-untold', 'R10', 'Does not tell that a task has ended when the run is cut short.', {
    parts: (base) => ({
      async download(code, downloading) {
        const { ledger, controller } = downloading
        const forgetful = Object.create(ledger) as Ledger
        forgetful.started = (started) => ledger.started(started)
        forgetful.settled = (settled, outcome) => {
          if (!controller.signal.aborted) ledger.settled(settled, outcome)
        }
        await base.download(code, { ...downloading, ledger: forgetful })
      },
    }),
  }),
  plant('nameless', 'R10', 'Tells of the spinner without saying whose it is.', {
    program: (program) => (options, ports) =>
      program(options, {
        ...ports,
        trace: (event) => ports.trace(event.kind === 'spinner.stop' ? { ...event, parent: '' } : event),
      }),
  }),
  plant('shared-slots', 'R11', 'Shares its slots with every other run of the process.', {
    parts: (base) => ({
      download: (code, downloading) => {
        const turn = shared.then(() => base.download(code, downloading))
        shared = turn
        return turn
      },
      permits: () => 1,
    }),
  }),
]

// The mistake of shared-slots: state of the module instead of the run.
let shared: Promise<unknown> = Promise.resolve()

/** Replaces some of a run's properties. */
function changed(change: <Result>(run: Run<Result>) => Partial<Run<Result>>) {
  return <Options, Result>(program: Program<Options, Result>): Program<Options, Result> =>
    (options, ports) => {
      const run = program(options, ports)
      return Object.create(run, Object.getOwnPropertyDescriptors(change(run))) as Run<Result>
    }
}
