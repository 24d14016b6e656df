import type { Dispatcher } from 'undici'

/** A dispatcher, and how many requests it has under way. */
export interface CountingDispatcher {
  readonly dispatcher: Dispatcher
  /** Requests that were dispatched and have neither been answered to the end nor failed: the client's own view. */
  readonly open: () => number
}

/**
 * Counts what passes through a dispatcher. With `linger` a request that fails is heard of that many ms later, as of a
 * connection that takes its time to close: who doesn't wait for the end is then seen to have gone before it.
 */
export function countRequests(inner: Dispatcher, linger = 0): CountingDispatcher {
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
        const tell = () => {
          end()
          handler.onResponseError?.(...args)
        }
        if (linger > 0) setTimeout(tell, linger)
        else tell()
      },
    })
  })
  return { dispatcher, open: () => open }
}
