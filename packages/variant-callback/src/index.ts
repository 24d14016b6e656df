import { launch, type Native, type Ports, type RunStatus, type Variant } from '@interleave/contract'
import { asCaught, type Callback, type Cancel } from './callback.ts'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Error-first callbacks, a counter of what is in flight, and a flag to stop, all made by hand. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', (watched, callback) => supervisor(options, watched, callback)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (watched, callback) => downloadMany(options, watched, callback)),
    ),
}

function native<Result>(program: string, main: (ports: Ports, callback: Callback<Result>) => Cancel): Native<Result> {
  return {
    program,
    describe: (status) => `<Callback ${STATES[status]} ${program}>`,
    start({ running, done, failed }, ports) {
      running()
      return main(ports, (error, result) => {
        if (error) failed(asCaught(error))
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
