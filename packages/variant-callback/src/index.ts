import { launch, type Native, type RunStatus, type Variant } from '@interleave/contract'
import type { Callback, Cancel } from './callback.ts'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Error-first callbacks, a counter of what is in flight, and a flag to stop, all made by hand. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', (callback) => supervisor(options, ports, callback)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (callback) => downloadMany(options, ports, callback)),
    ),
}

function native<Result>(program: string, main: (callback: Callback<Result>) => Cancel): Native<Result> {
  return {
    program,
    describe: (status) => `<Callback ${STATES[status]} ${program}>`,
    start({ running, done, failed }) {
      running()
      return main((error, result) => {
        if (error) failed(error)
        else done(result)
      })
    },
  }
}

/** All that can be known of a callback is whether it has been called. */
const STATES: Readonly<Record<RunStatus, string>> = {
  pending: 'pending',
  running: 'pending',
  done: 'called',
  failed: 'called',
  cancelled: 'called',
}
