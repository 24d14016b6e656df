import type { Dispatcher } from 'undici'
import { passOn } from './pass-on.ts'

/** How often, and how long at most, in ms from the request on. */
export interface RetryOptions {
  readonly retries: number
  readonly within: number
}

/**
 * Asks again where the server says to come back later: 429 or 503 with a Retry-After, in seconds or as a date. At most
 * `retries` times, and only if that moment comes `within` ms of the request; else the answer is passed on as it is.
 * Aborted while it waits, it ends at once, with the reason.
 */
export function retryAfter({ retries, within }: RetryOptions): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const deadline = performance.now() + within
    let left = retries
    const attempt = (): boolean => dispatch(options, patient())

    const patient = (): Dispatcher.DispatchHandler => {
      // Set when this answer is not passed on: what to wait, in ms.
      let pause: number | undefined
      return {
        ...passOn(handler),
        onResponseStart(controller, statusCode, headers, statusMessage) {
          const wait = left > 0 && LATER.has(statusCode) ? pauseOf(headers['retry-after']) : undefined
          if (wait === undefined || performance.now() + wait > deadline) {
            return handler.onResponseStart?.(controller, statusCode, headers, statusMessage)
          }
          left--
          pause = wait
        },
        onResponseData(...data) {
          if (pause === undefined) handler.onResponseData?.(...data)
        },
        onResponseEnd(controller, trailers) {
          if (pause === undefined) handler.onResponseEnd?.(controller, trailers)
          else waitFor(pause)
        },
      }
    }

    const waitFor = (ms: number) => {
      const timer = setTimeout(attempt, ms)
      // From here to the next attempt there is no request that an abort could reach, only this wait.
      const waiting = waitingController((reason) => {
        clearTimeout(timer)
        handler.onResponseError?.(waiting, reason)
      })
      handler.onRequestStart?.(waiting, {})
    }
    return attempt()
  }
}

/** ms until the moment that a Retry-After names; undefined where it names none. */
function pauseOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const moment = Date.parse(header)
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - Date.now())
}

/** What a request that waits to be made again can be told: only to stop. */
function waitingController(stop: (reason: Error) => void): Dispatcher.DispatchController {
  let reason: Error | null = null
  return {
    get aborted() {
      return reason !== null
    },
    get reason() {
      return reason
    },
    paused: false,
    pause() {},
    resume() {},
    abort(given) {
      if (reason !== null) return
      reason = given
      stop(given)
    },
  }
}

const LATER = new Set([429, 503])
