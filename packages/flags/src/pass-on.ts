import type { Dispatcher } from 'undici'

/** A handler that passes everything on to another, to be spread into one that does some of it otherwise. */
export function passOn(handler: Dispatcher.DispatchHandler) {
  return {
    onRequestStart: (...start) => handler.onRequestStart?.(...start),
    onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
    onResponseStart: (...start) => handler.onResponseStart?.(...start),
    onResponseData: (...data) => handler.onResponseData?.(...data),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (...error) => handler.onResponseError?.(...error),
  } satisfies Dispatcher.DispatchHandler
}
