import { launch, type Native, type Ports, type Variant } from '@interleave/contract'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Blocking calls, one after the other. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', (watched) => supervisor(options, watched)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (watched) => downloadMany(options, watched)),
    ),
}

function native<Result>(program: string, main: (ports: Ports) => Result): Native<Result> {
  return {
    program,
    describe: (status) => `<Call ${status} ${program}>`,
    start({ running, done }, ports) {
      running()
      done(main(ports))
      return () => {} // whoever could call this gets it when all is over
    },
  }
}
