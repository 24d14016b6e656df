import { defer, EMPTY, from, mergeMap, Subject, throwError } from 'rxjs'
import { expect, test, vi } from 'vitest'
import { Stragglers } from '../src/stragglers.ts'

test('without stragglers, gone emits and completes at once', () => {
  const next = vi.fn<() => void>()
  const complete = vi.fn<() => void>()
  new Stragglers().gone.subscribe({ next, complete })
  expect(next).toHaveBeenCalledOnce()
  expect(complete).toHaveBeenCalledOnce()
})

test('what runs to the end does so after an unsubscribe, unheard, and gone waits for it', () => {
  const stragglers = new Stragglers()
  const source = new Subject<number>()
  const values: number[] = []
  const subscription = stragglers.toTheEnd(source).subscribe((value) => values.push(value))
  const gone = vi.fn<() => void>()
  source.next(1)
  subscription.unsubscribe()
  stragglers.gone.subscribe(gone)
  source.next(2)
  expect(source.observed).toBe(true)
  expect(gone).not.toHaveBeenCalled()
  source.complete()
  expect(values).toEqual([1])
  expect(gone).toHaveBeenCalledOnce()
})

test('gone waits for all of them', () => {
  const stragglers = new Stragglers()
  const sources = [new Subject<void>(), new Subject<void>()]
  for (const source of sources) stragglers.toTheEnd(source).subscribe().unsubscribe()
  const gone = vi.fn<() => void>()
  stragglers.gone.subscribe(gone)
  sources[0]!.complete()
  expect(gone).not.toHaveBeenCalled()
  sources[1]!.complete()
  expect(gone).toHaveBeenCalledOnce()
})

test('values, errors and completion pass through to whoever still listens', () => {
  const stragglers = new Stragglers()
  const broken = new Error('broken')
  const values: number[] = []
  const error = vi.fn<(error: unknown) => void>()
  stragglers.toTheEnd(from([1, 2])).subscribe((value) => values.push(value))
  stragglers.toTheEnd(throwError(() => broken)).subscribe({ error })
  expect(values).toEqual([1, 2])
  expect(error).toHaveBeenCalledExactlyOnceWith(broken)
})

test('nothing begins for a subscriber that is closed already', () => {
  const begin = vi.fn<() => void>()
  const never = defer(() => {
    begin()
    return EMPTY
  })
  const source = new Subject<void>()
  const subscription = source
    .pipe(
      mergeMap(() => {
        subscription.unsubscribe()
        return new Stragglers().toTheEnd(never)
      }),
    )
    .subscribe()
  source.next()
  expect(begin).not.toHaveBeenCalled()
})

test('a last act that fails is told by gone, the first one only', () => {
  const stragglers = new Stragglers()
  const first = new Error('first')
  stragglers.lastly(throwError(() => first))
  stragglers.lastly(throwError(() => new Error('second')))
  const error = vi.fn<(error: unknown) => void>()
  stragglers.gone.subscribe({ error })
  expect(error).toHaveBeenCalledExactlyOnceWith(first)
})
