import { launch, type Native, type Ports, type Variant } from '@interleave/contract'
import { asapScheduler, defer, subscribeOn, type Observable } from 'rxjs'
import { description } from './description.ts'
import { downloadMany } from './downloader.ts'
import { supervisor } from './spinner.ts'
import { Stragglers } from './stragglers.ts'

/** Cold observables, `mergeMap` with a limit, and teardown. */
export const variant: Variant = {
  ...description,
  spinner: (options, ports) =>
    launch(
      ports,
      native('spinner', (watched, stragglers) => supervisor(options, watched, stragglers)),
    ),
  downloader: (options, ports) =>
    launch(
      ports,
      native('downloader', (watched, stragglers) => downloadMany(options, watched, stragglers)),
    ),
}

function native<Result>(
  program: string,
  main: (ports: Ports, stragglers: Stragglers) => Observable<Result>,
): Native<Result> {
  return {
    program,
    describe: (status) => `<Subscription ${status === 'pending' || status === 'running' ? 'open' : 'closed'}>`,
    start({ running, done, failed }, ports) {
      const stragglers = new Stragglers()
      let end = () => {}
      let fail = failed // how an error from the last acts is told
      const whole = defer(() => {
        running()
        return main(ports, stragglers)
      })
      const subscription = whole.pipe(subscribeOn(asapScheduler)).subscribe({
        next: (result) => {
          end = () => done(result)
        },
        error: (error) => {
          end = () => failed(error)
          fail = end
        },
      })
      // In the next microtask, when every teardown of the stream has been called.
      subscription.add(() =>
        queueMicrotask(() => stragglers.gone.subscribe({ next: () => end(), error: (error) => fail(error) })),
      )
      return (cancelled) => {
        if (subscription.closed) return
        end = () => failed(cancelled)
        subscription.unsubscribe()
      }
    },
  }
}
