import { BehaviorSubject, first, finalize, Observable, tap } from 'rxjs'

/**
 * An unsubscribe is over at once; what it stopped isn't: an aborted request still has to close, a file to be written.
 * This counts them, so that somebody can wait. A stream can't: once unsubscribed from it says nothing more.
 */
export class Stragglers {
  readonly #count = new BehaviorSubject(0)
  #fault: { readonly error: unknown } | undefined

  /** Emits once and completes, as soon as nothing counts; errs instead if a last act has failed. */
  readonly gone: Observable<unknown> = this.#count.pipe(
    first((count) => count === 0),
    tap(() => {
      if (this.#fault) throw this.#fault.error
    }),
  )

  /** The same source, which from its subscription on runs to its own end: an unsubscribe only stops listening. */
  toTheEnd<Value>(source: Observable<Value>): Observable<Value> {
    return new Observable((subscriber) => {
      if (subscriber.closed) return
      this.#count.next(this.#count.value + 1)
      source.pipe(finalize(() => this.#count.next(this.#count.value - 1))).subscribe({
        next: (value) => subscriber.next(value),
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
  }

  /** Does what is left to do when nobody listens any more. The first error is kept for {@link gone}. */
  lastly(act: Observable<unknown>): void {
    this.toTheEnd(act).subscribe({
      error: (error) => {
        this.#fault ??= { error }
      },
    })
  }
}
