import type { Dispatcher } from 'undici'
import { wasLostInUse } from './marking-client.ts'
import { passOn } from './pass-on.ts'

/**
 * Asks once more where the server closed an idle connection just as it was used again: a race that no client can avoid,
 * and after which the server has not answered. Only a GET, only while nothing of its answer has come, and only on a
 * connection that had answered before: a server that breaks a new connection is believed, so it soon comes to an end.
 * RFC 9112 (9.3.1) allows it. Needs the connections to be `MarkingClient`s.
 */
export function onceMore(): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => {
    const attempt: Dispatcher.Dispatch = (options, handler) =>
      dispatch(options, {
        ...passOn(handler),
        onResponseError(controller, error) {
          if (options.method === 'GET' && wasLostInUse(error) && !controller.aborted) attempt(options, handler)
          else handler.onResponseError?.(controller, error)
        },
      })
    return attempt
  }
}
