import { Client, type Dispatcher } from 'undici'
import { passOn } from './pass-on.ts'

/**
 * undici's connection to a server, which asks once more where the server closed an idle connection just as it was used
 * again: a race that no client can avoid, and after which the server has not answered. Only a GET, only on a connection
 * that had answered before, only while nothing of this answer has come, and only once: whoever breaks connections on
 * purpose is believed. RFC 9112 (9.3.1) allows it.
 */
export class OnceMoreClient extends Client {
  #hasAnswered = false

  constructor(origin: string | URL, options: Client.Options) {
    super(origin, options)
    this.on('connect', () => {
      this.#hasAnswered = false
    })
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const again = options.method === 'GET' ? () => super.dispatch(options, this.#watch(handler)) : undefined
    return super.dispatch(options, this.#watch(handler, again))
  }

  #watch(handler: Dispatcher.DispatchHandler, again?: () => void): Dispatcher.DispatchHandler {
    let isReused = false
    return {
      ...passOn(handler),
      onRequestStart: (controller, context) => {
        isReused = this.#hasAnswered
        handler.onRequestStart?.(controller, context)
      },
      onResponseStart: (...start) => {
        isReused = false
        handler.onResponseStart?.(...start)
      },
      onResponseEnd: (...end) => {
        this.#hasAnswered = true
        handler.onResponseEnd?.(...end)
      },
      onResponseError: (controller, error) => {
        if (again && isReused && !controller.aborted && isLost(error)) again()
        else handler.onResponseError?.(controller, error)
      },
    }
  }
}

function isLost(error: Error): boolean {
  return 'code' in error && LOST.has(String(error.code))
}

const LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
