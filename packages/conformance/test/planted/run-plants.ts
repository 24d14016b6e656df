import { once } from 'node:events'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eraseText, RunCancelled, type Ports, type Program, type Run, type TraceEvent } from '@interleave/contract'
import { flagPath, Ledger, partPath, tooSlow } from '@interleave/flags'
import { plant, type Plant } from './plant.ts'

/** Of every run: that is the mistake. */
const LINE: (() => void)[] = []

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
  plant('over-too-soon', 'R2', 'Says that it is cancelled when it has been asked to stop, and is still at it.', {
    program: changed((run) => {
      let asked = false
      return {
        get status() {
          return asked && run.status === 'running' ? ('cancelled' as const) : run.status
        },
        cancel(reason?: unknown) {
          asked = true
          run.cancel(reason)
        },
      }
    }),
  }),
  plant('spinner-always-pending', 'R2', 'Says of the spinner that it has not begun until it has ended.', {
    of: 'spinner',
    program: changed((run) => ({
      get status() {
        return run.status === 'running' ? ('pending' as const) : run.status
      },
    })),
  }),
  plant('last-reason', 'R3', 'Keeps the last reason instead of the first.', { program: keepsLastReason() }),
  plant('last-reason-of-a-spinner', 'R3', 'Keeps the last reason for which a spinner was cancelled.', {
    of: 'spinner',
    program: keepsLastReason(),
  }),
  plant('tells-each-cancel', 'R3', 'Tells of a cancel once more when it is cancelled by whoever hears of it.', {
    program: (program) => (options, ports) => {
      let isTelling = false
      const trace: Ports['trace'] = (event) => {
        isTelling = event.kind === 'cancel.requested'
        ports.trace(event)
        isTelling = false
      }
      const run = program(options, { ...ports, trace })
      const cancel = (reason?: unknown) => {
        if (!isTelling) return run.cancel(reason)
        isTelling = false
        ports.trace({ kind: 'cancel.requested', id: 'spinner', message: 'The run was cancelled.' })
      }
      return Object.create(run, { cancel: { value: cancel } }) as typeof run
    },
  }),
  plant('hears-after-the-end', 'R3', 'Still listens to the signal when it tells of its end.', {
    program: (program) => (options, ports) => {
      const trace: Ports['trace'] = (event) => {
        const wasAborted = ports.signal?.aborted
        ports.trace(event)
        if (event.kind === 'run.end' && !wasAborted && ports.signal?.aborted)
          ports.trace({ kind: 'cancel.requested', id: event.id, message: 'The run was cancelled.' })
      }
      return program(options, { ...ports, trace })
    },
  }),
  plant('erases-when-it-is-over', 'R3', 'Erases the line at each cancel, also when there is none to erase any more.', {
    of: 'spinner',
    program: (program) => (options, ports) => {
      const run = program(options, ports)
      const cancel = (reason?: unknown) => {
        run.cancel(reason)
        if (run.status === 'done') ports.out(eraseText('thinking!'))
      }
      return Object.create(run, { cancel: { value: cancel } }) as typeof run
    },
  }),
  plant('nameless-cancel', 'R4', 'Fails with an error of its own when it is cancelled.', {
    program: changed((run) => ({
      result: run.result.catch((error: unknown) => {
        throw error instanceof RunCancelled ? new Error('aborted') : error
      }),
    })),
  }),
  plant('reason-by-default', 'R4', 'Takes a reason that is nothing, or zero, for none, and has one of its own.', {
    program: changed((run) => ({
      cancel(reason?: unknown) {
        run.cancel(reason || 'cancelled')
      },
    })),
  }),
  plant('waits-to-be-sure', 'R4', 'Waits a moment when it is cancelled, to be sure that all has ended.', {
    parts: (base) => ({
      async downloadMany(downloading) {
        try {
          return await base.downloadMany(downloading)
        } finally {
          if (downloading.controller.signal.aborted) await base.sleep(20, new AbortController().signal)
        }
      },
    }),
  }),
  plant('hasty-cancel-lost', 'R4', 'Does not hear a cancel that comes before its spinner had a turn.', {
    of: 'spinner',
    program: changed((run) => {
      let hadTurn = false
      queueMicrotask(() => {
        hadTurn = true
      })
      return {
        cancel(reason?: unknown) {
          if (hadTurn) run.cancel(reason)
        },
      }
    }),
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
  plant('clears-away-by-itself', 'R5', 'Does not wait until a temporary file is cleared away when it is cancelled.', {
    parts: () => ({
      async saveFlag(image, code, downloading) {
        const { options, controller } = downloading
        const part = partPath(options.directory, code)
        await writeFile(part, image, { flag: 'wx' })
        try {
          await rename(part, flagPath(options.directory, code))
        } catch (error) {
          await Promise.race([rm(part, { force: true }), aborted(controller.signal)])
          throw error
        }
      },
    }),
  }),
  plant('slow-runs-on', 'R5', 'Leaves the timer of slow running when the spinner is cancelled.', {
    parts: (base) => ({
      async sleep(ms, signal) {
        const deaf = new AbortController()
        const onAbort = () => {
          if (!(signal.reason instanceof RunCancelled)) deaf.abort(signal.reason)
        }
        signal.addEventListener('abort', onAbort, { once: true })
        try {
          await Promise.race([base.sleep(ms, deaf.signal), base.sleep(ms, signal)])
        } finally {
          signal.removeEventListener('abort', onAbort)
        }
      },
    }),
  }),
  plant('late-news', 'R5', 'Tells that a spinner was stopped when its run is over.', {
    of: 'spinner',
    parts: (base) => ({
      supervisor(spinning) {
        const { ports, controller } = spinning
        const trace: typeof ports.trace = (event) => {
          if (event.kind === 'spinner.stop' && controller.signal.aborted) setImmediate(() => ports.trace(event))
          else ports.trace(event)
        }
        return base.supervisor({ ...spinning, ports: { ...ports, trace } })
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
  plant('spinner-deaf-to-signal', 'R7', 'Has no ear for the signal while it spins.', {
    of: 'spinner',
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
  plant('describes-success', 'R8', 'Says that it runs when it has failed or was cancelled.', {
    program: changed((run) => ({ describe: () => run.describe().replace(/failed|cancelled/, 'running') })),
  }),
  plant('timer-left', 'R9', 'Leaves the timer of its time limit behind.', {
    parts: (base) => ({
      withTimeLimit: async (ms, outer, work) => {
        setTimeout(() => {}, ms)
        return base.withTimeLimit(ms, outer, work)
      },
    }),
  }),
  plant('timer-left-by-error', 'R9', 'Leaves the timer of its time limit behind where the item fails.', {
    parts: () => ({
      async withTimeLimit(ms, outer, work) {
        const controller = new AbortController()
        const timer = setTimeout(() => controller.abort(tooSlow(ms)), ms)
        const onAbort = () => {
          clearTimeout(timer)
          controller.abort(outer.reason)
        }
        outer.throwIfAborted()
        outer.addEventListener('abort', onAbort, { once: true })
        try {
          const result = await work(controller.signal)
          clearTimeout(timer)
          return result
        } finally {
          outer.removeEventListener('abort', onAbort)
        }
      },
    }),
  }),
  plant(
    'listener-left-by-fault',
    'R9',
    'Takes its listener off when the run ends well or is cancelled, and else not.',
    {
      program: (program) => (options, ports) => {
        const { signal } = ports
        const onAbort = () => {}
        signal?.addEventListener('abort', onAbort)
        const run = program(options, ports)
        const off = () => signal?.removeEventListener('abort', onAbort)
        run.result.then(off, (error: unknown) => {
          if (error instanceof RunCancelled) off()
        })
        return run
      },
    },
  ),
  plant('lets-the-process-end', 'R9', 'Has timers that do not keep its process alive.', {
    of: 'spinner',
    parts: () => ({
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, ms)
          timer.unref()
          signal.addEventListener('abort', () => {
            clearTimeout(timer)
            reject(signal.reason)
          })
        }),
    }),
  }),
  plant('closes-the-client', 'R9', 'Closes the client that it was given.', {
    parts: (base) => ({
      async downloadMany(downloading) {
        const report = await base.downloadMany(downloading)
        await downloading.ports.dispatcher.close()
        return report
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
  plant('stop-untold', 'R10', 'Does not tell that a spinner has stopped when it was cancelled.', {
    of: 'spinner',
    parts: (base) => ({
      supervisor(spinning) {
        const { ports, controller } = spinning
        const trace: typeof ports.trace = (event) => {
          if (event.kind !== 'spinner.stop' || !controller.signal.aborted) ports.trace(event)
        }
        return base.supervisor({ ...spinning, ports: { ...ports, trace } })
      },
    }),
  }),
  plant('tells-before-it-draws', 'R10', 'Draws a frame that it was cancelled at the news of.', {
    of: 'spinner',
    parts: () => ({
      async spin({ options, ports, parts, ...spinning }, signal) {
        let frame = 0
        try {
          while (!signal.aborted) {
            ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
            ports.out(parts.frame(frame - 1, options.message))
            await parts.sleep(options.interval, signal)
          }
        } catch (error) {
          if (!signal.aborted || error !== signal.reason) throw error
        } finally {
          parts.erase({ options, ports, parts, ...spinning })
          ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
        }
      },
    }),
  }),
  plant('starts-in-the-call', 'R10', 'Begins with items within the call, where no cancel reaches it.', {
    parts: () => ({
      async forEach(codes, permits, signal, work) {
        const rest = codes.values()
        const worker = async () => {
          for (const code of rest) {
            if (signal.aborted) return
            await work(code)
          }
        }
        await Promise.all(Array.from({ length: permits }, worker))
      },
    }),
  }),
  plant('asks-before-it-tells', 'R10', 'Sends the request of an item, then tells that it has started.', {
    parts: (base) => ({
      async download(code, downloading) {
        const { ledger, controller, parts } = downloading
        const before = new AbortController()
        const outer = () => before.abort(controller.signal.reason)
        controller.signal.addEventListener('abort', outer)
        const early = parts.getFlag(code, downloading, before.signal)
        early.catch(() => {})
        await new Promise((resolve) => setImmediate(resolve))
        await base.download(code, { ...downloading, ledger, parts: { ...parts, getFlag: () => early } })
        controller.signal.removeEventListener('abort', outer)
      },
    }),
  }),
  plant('slot-before-start', 'R10', 'Tells of a slot and then of the start, whatever it was told in between.', {
    of: 'downloader',
    program: (program) => (options, ports) => {
      let started: TraceEvent | undefined
      const trace: Ports['trace'] = (event) => {
        if (event.kind === 'task.started') {
          started = event
          return
        }
        ports.trace(event)
        if (started) ports.trace(started)
        started = undefined
      }
      return program(options, { ...ports, trace })
    },
  }),
  plant('frames-from-one', 'R10', 'Counts the frames in the trace from one.', {
    of: 'spinner',
    program: (program) => (options, ports) => {
      const trace: Ports['trace'] = (event) =>
        ports.trace(event.kind === 'spinner.frame' ? { ...event, frame: event.frame + 1 } : event)
      return program(options, { ...ports, trace })
    },
  }),
  plant('nameless', 'R10', 'Tells of the spinner without saying whose it is.', {
    program: (program) => (options, ports) =>
      program(options, {
        ...ports,
        trace: (event) => ports.trace(event.kind === 'spinner.stop' ? { ...event, parent: '' } : event),
      }),
  }),
  plant('one-line-for-all', 'R11', 'Has one line for those who wait in any of its runs.', {
    parts: () => ({
      async forEach(codes, permits, signal, work) {
        let free = permits
        const inTurn = async (code: string) => {
          if (free > 0) free--
          else await new Promise<void>((resolve) => LINE.push(resolve))
          if (!signal.aborted) await work(code)
          const next = LINE.shift()
          if (next) next()
          else free++
        }
        await Promise.all(codes.map(inTurn))
      },
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
  plant('spinners-together', 'R11', 'Stops every spinner of the process when one is cancelled.', {
    of: 'spinner',
    parts: (base) => ({
      async supervisor(spinning) {
        spinners.add(spinning.controller)
        try {
          return await base.supervisor(spinning)
        } finally {
          spinners.delete(spinning.controller)
        }
      },
      onCancel(_, reason) {
        for (const controller of spinners) controller.abort(reason)
      },
    }),
  }),
  plant('one-part-for-all', 'R11', 'Has one name for the temporary files of all runs.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory } }) {
        const part = join(directory, `.${code}.part`)
        try {
          await writeFile(part, image)
          await rename(part, flagPath(directory, code))
        } catch (error) {
          await rm(part, { force: true })
          throw error
        }
      },
    }),
  }),
]

// The mistake of shared-slots: state of the module instead of the run.
let shared: Promise<unknown> = Promise.resolve()

// And that of spinners-together.
const spinners = new Set<AbortController>()

function keepsLastReason() {
  return changed((run) => {
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
  })
}

/** Replaces some of a run's properties. */
function changed(change: <Result>(run: Run<Result>) => Partial<Run<Result>>) {
  return <Options, Result>(program: Program<Options, Result>): Program<Options, Result> =>
    (options, ports) => {
      const run = program(options, ports)
      return Object.create(run, Object.getOwnPropertyDescriptors(change(run))) as Run<Result>
    }
}

/** Fulfils when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort')
}
