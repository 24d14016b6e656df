import { launch, type Native, type Ports, type RunStatus, type Variant } from '@interleave/contract'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { SpinnerThread } from './spinner-thread.ts'
import { supervisor } from './spinner.ts'

/** Worker threads: one that draws while this one is blocked, and a bounded pool that downloads. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', async (watched, signal) => {
        const spinner = new SpinnerThread(options, watched)
        try {
          return supervisor(options, watched, signal, spinner)
        } finally {
          await spinner.ended
        }
      }),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (watched, signal) => downloadMany(options, watched, signal)),
    ),
}

function native<Result>(program: string, main: (ports: Ports, signal: AbortSignal) => Promise<Result>): Native<Result> {
  return {
    program,
    describe: (status) => `<Worker(${program}, ${STATES[status]})>`,
    start({ running, done, failed }, ports) {
      const controller = new AbortController()
      // Not at the call, which returns at once: a spinner's thread of control stays in `slow` once it is in there.
      queueMicrotask(() => {
        if (controller.signal.aborted) return failed(controller.signal.reason)
        running()
        main(ports, controller.signal).then(done, failed)
      })
      return (cancelled) => controller.abort(cancelled)
    },
  }
}

/** The words of Python's threads. */
const STATES: Readonly<Record<RunStatus, string>> = {
  pending: 'initial',
  running: 'started',
  done: 'stopped',
  failed: 'stopped',
  cancelled: 'stopped',
}
