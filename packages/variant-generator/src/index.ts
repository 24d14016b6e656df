import { launch, type Native, type Variant } from '@interleave/contract'
import { downloadMany } from './downloader.ts'
import type { Operation } from './operation.ts'
import { drive } from './runner.ts'
import { supervisor } from './spinner.ts'
import { traits } from './traits.ts'

/** Generators that yield what they wait for, and a small runner that drives them. */
export const variant: Variant = {
  id: 'generator',
  title: 'generator',
  idiom: 'function* and yield* all the way; a runner of one page drives them; return() at the yield cancels them.',
  module: import.meta.url,
  traits,
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
