import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import {
  asapScheduler,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  map,
  merge,
  subscribeOn,
  take,
  tap,
  timer,
  type Observable,
} from 'rxjs'
import type { Stragglers } from './stragglers.ts'

/** Draws a frame each `interval` ms until unsubscribed from; its last act is to erase the line. */
export function spin(options: SpinnerOptions, ports: Ports, stragglers: Stragglers): Observable<number> {
  const { message, interval } = options
  return defer(() => {
    let frames = 0
    const draw = (frame: number) => {
      ports.out(frameText(frame, message))
      ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame })
      frames++
    }
    const erase = defer(() => {
      ports.out(eraseText(message))
      ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames })
      return EMPTY
    })
    // Not `interval`, whose first value comes only after the first pause. And not at once the last act: who unsubscribes
    // while a frame is written would have it before the frame's end.
    return timer(0, interval).pipe(
      tap(draw),
      finalize(() => stragglers.lastly(erase.pipe(subscribeOn(asapScheduler)))),
    )
  })
}

/** Something slow: emits the answer after `delay` ms. */
export function slow(options: SpinnerOptions): Observable<number> {
  return timer(options.delay).pipe(map(() => options.answer))
}

/** Spins until `slow` emits. Whatever ends it, nothing draws afterwards, and the line is erased. */
export function supervisor(options: SpinnerOptions, ports: Ports, stragglers: Stragglers): Observable<number> {
  return defer(() => {
    ports.out(spinnerLine('<Subscription open>'))
    return merge(slow(options), spin(options, ports, stragglers).pipe(ignoreElements())).pipe(take(1))
  })
}
