import { launch, type Native, type Variant } from '@interleave/contract'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import type { Operation } from './operation.ts'
import { drive } from './runner.ts'
import { supervisor } from './spinner.ts'

/** Generators that yield what they wait for, and a small runner that drives them. */
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

function native<Result>(program: string, main: () => Operation<Result>): Native<Result> {
  return {
    program,
    describe: (status) => `<Generator ${status === 'pending' || status === 'running' ? 'suspended' : 'closed'}>`,
    start({ running, done, failed }) {
      function* whole(): Operation<Result> {
        running()
        return yield* main()
      }
      const routine = drive(whole())
      routine.result.then(done, failed)
      return (cancelled) => routine.cancel(cancelled)
    },
  }
}
