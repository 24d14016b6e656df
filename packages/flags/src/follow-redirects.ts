import { interceptors, type Dispatcher } from 'undici'
import { DownloadError } from './download-error.ts'
import { passOn } from './pass-on.ts'

/**
 * Follows at most `maxRedirections` redirects. Where one can't be followed (a loop, an address that is none or not of
 * HTTP) the request fails with a {@link DownloadError} of kind `redirect`: undici's own errors for these say that the
 * caller's arguments are wrong, and would end the run as a mistake of the program.
 */
export function followRedirects(maxRedirections: number): Dispatcher.DispatcherComposeInterceptor {
  const follow = interceptors.redirect({ maxRedirections })
  return (dispatch) => {
    const following = follow(dispatch)
    return (options, handler) => following(options, tellRedirectErrors(handler))
  }
}

function tellRedirectErrors(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  // Before a request has begun a wrong address is the caller's; afterwards only a Location can have brought it.
  let begun = false
  return {
    ...passOn(handler),
    onRequestStart(controller, context) {
      begun = true
      handler.onRequestStart?.(controller, context)
    },
    onResponseError(controller, error) {
      handler.onResponseError?.(controller, begun && saysWrongAddress(error) ? cannotFollow(error) : error)
    },
  }
}

function saysWrongAddress(error: Error): boolean {
  return 'code' in error && (error.code === 'UND_ERR_INVALID_ARG' || error.code === 'ERR_INVALID_URL')
}

function cannotFollow(cause: Error): DownloadError {
  return new DownloadError('redirect', "HTTP redirect in a circle, or to where we can't go.", { cause })
}
