import { setMaxListeners } from 'node:events'
import { launch, type Native, type RunStatus, type Variant } from '@interleave/contract'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Promises chained with `then`, and an AbortSignal passed by hand. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', (controller) => supervisor(options, ports, controller)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (controller) => downloadMany(options, ports, controller)),
    ),
}

function native<Result>(program: string, main: (controller: AbortController) => Promise<Result>): Native<Result> {
  return {
    program,
    describe: (status) => `<Promise ${STATES[status]}>`,
    start({ running, done, failed }) {
      const controller = new AbortController()
      setMaxListeners(0, controller.signal)
      running()
      Promise.try(main, controller).then(done, failed)
      return (cancelled) => controller.abort(cancelled)
    },
  }
}

/** A promise has three states: it can't say that it has begun, and being cancelled is being rejected. */
const STATES: Readonly<Record<RunStatus, string>> = {
  pending: 'pending',
  running: 'pending',
  done: 'fulfilled',
  failed: 'rejected',
  cancelled: 'rejected',
}
