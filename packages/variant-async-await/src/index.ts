import { setMaxListeners } from 'node:events'
import { launch, type Native, type Ports, type Variant } from '@interleave/contract'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Async functions, `await`, and an AbortSignal passed by hand. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', (watched, controller) => supervisor(options, watched, controller)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (watched, controller) => downloadMany(options, watched, controller)),
    ),
}

function native<Result>(
  program: string,
  main: (ports: Ports, controller: AbortController) => Promise<Result>,
): Native<Result> {
  return {
    program,
    describe: (status) => `<Task ${status} ${program}>`,
    start({ running, done, failed }, ports) {
      const controller = new AbortController()
      setMaxListeners(0, controller.signal)
      running()
      main(ports, controller).then(done, failed)
      return (cancelled) => controller.abort(cancelled)
    },
  }
}
