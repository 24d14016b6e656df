import type { MessagePort } from 'node:worker_threads'
import type { Failure, Limits } from '@interleave/contract'
import type { ResponseHeaders } from '@interleave/flags'

/** What the fetching thread is given at its start. */
export interface FetchSettings {
  readonly limits: Limits
  /** As in the options of the download. */
  readonly retries: number
  /** `state[0]` is one of {@link STATE}; the blocked thread sleeps on it. */
  readonly state: Int32Array<SharedArrayBuffer>
  /** Where the answers go, to be fetched without an event loop. */
  readonly port: MessagePort
}

/** Busy until there is an answer, then answered; gone when the thread is at its end, however it came to it. */
export const STATE = { busy: 0, answered: 1, gone: 2 } as const

/** What the blocked thread asks for. `bytes` and `dump` are about the body of the last request. */
export type Question = { readonly ask: 'request'; readonly url: string } | { readonly ask: 'bytes' | 'dump' | 'end' }

/** The head of an answer. */
export interface Head {
  readonly statusCode: number
  readonly headers: ResponseHeaders
}

/** What comes back. Of an error only plain data can cross between threads: what it was, not its class. */
export type Reply =
  | { readonly reply: 'head'; readonly head: Head }
  | { readonly reply: 'bytes'; readonly bytes: Uint8Array }
  | { readonly reply: 'done' }
  | { readonly reply: 'failure'; readonly failure: Failure }
  | { readonly reply: 'error'; readonly error: unknown }
