import { setMaxListeners } from 'node:events'
import { launch, type Native, type Variant } from '@interleave/contract'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Async functions, `await`, and an AbortSignal passed by hand. */
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
    describe: (status) => `<Task ${status} ${program}>`,
    start({ running, done, failed }) {
      const controller = new AbortController()
      setMaxListeners(0, controller.signal)
      running()
      main(controller).then(done, failed)
      return (cancelled) => controller.abort(cancelled)
    },
  }
}
