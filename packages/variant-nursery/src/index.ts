import { launch, type Native, type Ports, type RunCancelled, type Variant } from '@interleave/contract'
import { CancelScope, checkpoint, NurseryError, run } from '@interleave/nursery'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'

/** Structured concurrency: tasks live in a nursery, and its block doesn't end before they have. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', 'spin', (watched) => supervisor(options, watched)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', 'download', (watched) => downloadMany(options, watched)),
    ),
}

function native<Result>(program: string, task: string, main: (ports: Ports) => Promise<Result>): Native<Result> {
  return {
    program,
    describe: (status) => `<Nursery task ${task} ${status}>`,
    start({ running, done, failed }, ports) {
      const scope = new CancelScope({ name: program })
      let why: RunCancelled | undefined
      const whole = async () => {
        await checkpoint() // nothing of the program runs inside this call
        running()
        return main(ports)
      }
      run(() => scope.run(whole), { name: program }).then(
        (outcome) => (outcome.cancelled ? failed(why) : done(outcome.value)),
        (error: unknown) => failed(firstOf(error)),
      )
      return (cancelled) => {
        why = cancelled
        scope.cancel(cancelled)
      }
    },
  }
}

/** A nursery tells all its errors together; a run tells the one that came first. */
function firstOf(error: unknown): unknown {
  return error instanceof NurseryError ? error.leaves()[0] : error
}
