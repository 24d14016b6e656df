import { launch, type Native, type Ports, type Variant } from '@interleave/contract'
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
      native('spinner', (watched) => supervisor(options, watched)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (watched) => downloadMany(options, watched)),
    ),
}

function native<Result>(program: string, main: (ports: Ports) => Operation<Result>): Native<Result> {
  return {
    program,
    describe: (status) => `<Generator ${status === 'pending' || status === 'running' ? 'suspended' : 'closed'}>`,
    start({ running, done, failed }, ports) {
      function* whole(): Operation<Result> {
        running()
        return yield* main(ports)
      }
      const routine = drive(whole())
      routine.result.then(done, failed)
      return (cancelled) => routine.cancel(cancelled)
    },
  }
}
