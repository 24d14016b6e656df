import type { Dispatcher } from 'undici'

/** A dispatcher, and how many requests it has under way. */
export interface CountingDispatcher {
  readonly dispatcher: Dispatcher
  /** Requests that were dispatched and have neither been answered to the end nor failed: the client's own view. */
  readonly open: () => number
}

/** Counts what passes through a dispatcher, without changing it. */
export function countRequests(inner: Dispatcher): CountingDispatcher {
  let open = 0
  const dispatcher = inner.compose((dispatch) => (options, handler) => {
    open++
    let over = false
    const end = () => {
      if (!over) open--
      over = true
    }
    return dispatch(options, {
      onRequestStart: (...args) => handler.onRequestStart?.(...args),
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => {
        end()
        handler.onResponseEnd?.(...args)
      },
      onResponseError: (...args) => {
        end()
        handler.onResponseError?.(...args)
      },
    })
  })
  return { dispatcher, open: () => open }
}
