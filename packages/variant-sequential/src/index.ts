import { launch, type Native, type Variant } from '@interleave/contract'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Blocking calls, one after the other. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', () => supervisor(options, ports)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', () => downloadMany(options, ports)),
    ),
}

function native<Result>(program: string, main: () => Result): Native<Result> {
  return {
    program,
    describe: (status) => `<Call ${status} ${program}>`,
    start({ running, done }) {
      running()
      done(main())
      return () => {} // whoever could call this gets it when all is over
    },
  }
}
