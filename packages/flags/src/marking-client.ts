import { Client, type Dispatcher } from 'undici'
import { passOn } from './pass-on.ts'

const lostInUse = new WeakSet<Error>()

/**
 * Whether this is the end of a connection that had answered before and was closed under its next request, with no byte
 * of the answer to it: what is left of an idle connection that the server closes just as it is used again.
 */
export function wasLostInUse(error: Error): boolean {
  return lostInUse.has(error)
}

/** undici's connection to a server, which remembers of an error what {@link wasLostInUse} asks. */
export class MarkingClient extends Client {
  #hasAnswered = false

  constructor(origin: string | URL, options: Client.Options) {
    super(origin, options)
    this.on('connect', () => {
      this.#hasAnswered = false
    })
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let isReused = false
    return super.dispatch(options, {
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
        if (isReused && isLoss(error)) lostInUse.add(error)
        handler.onResponseError?.(controller, error)
      },
    })
  }
}

function isLoss(error: Error): boolean {
  return 'code' in error && LOSSES.has(String(error.code))
}

const LOSSES = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
