import type { OriginBehaviour } from './options.ts'
import type { Origin, WaitOptions } from './origin.ts'
import type { OriginReport } from './report.ts'

/** What can be called from another thread. */
export type Call =
  | { readonly method: 'report' | 'hold' | 'down' | 'up' | 'close' }
  | { readonly method: 'reset'; readonly behaviour: OriginBehaviour | undefined }
  | { readonly method: 'release'; readonly which: string | number | undefined }
  | { readonly method: 'untilOpen' | 'untilRequests'; readonly n: number; readonly options: WaitOptions | undefined }
  | { readonly method: 'untilIdle'; readonly options: WaitOptions | undefined }

/** What comes back. */
export type Value = OriginReport | number | void

/** To the thread. */
export interface CallMessage {
  readonly id: number
  readonly call: Call
}

/** From the thread: the answer to a call; with id 0, the port it listens on, or why it doesn't. */
export type ReplyMessage =
  | { readonly id: number; readonly value: Value }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } }

/** Does what the other side calls. */
export function perform(origin: Origin, call: Call): Promise<Value> {
  switch (call.method) {
    case 'report':
      return origin.report()
    case 'release':
      return origin.release(call.which)
    case 'reset':
      return origin.reset(call.behaviour)
    case 'untilOpen':
      return origin.untilOpen(call.n, call.options)
    case 'untilRequests':
      return origin.untilRequests(call.n, call.options)
    case 'untilIdle':
      return origin.untilIdle(call.options)
    default:
      return origin[call.method]()
  }
}
