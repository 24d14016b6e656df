import type { OriginBehaviour } from './options.ts'
import type { OriginReport } from './report.ts'

/** How long to wait. */
export interface WaitOptions {
  /** ms; default 4000, less than the 5000 that vitest gives a test. */
  readonly timeout?: number
}

/**
 * A running server and what a test can do with it. The same for a server in this process and in a thread; hence all
 * methods are asynchronous.
 */
export interface Origin extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string
  /** Base of the flags: `http://127.0.0.1:PORT/flags`; the image of Brazil is at `${base}/br/br.gif`. */
  readonly base: string
  readonly port: number

  /** What the server saw so far. */
  report(): Promise<OriginReport>
  /**
   * Starts afresh: open requests are cut off, the log is empty, attempts count from 1, holds and plan are as they were at
   * the start, except for what `behaviour` sets; a label there brings all its figures. Idle connections stay. What clients
   * sent before the call belongs to what was, be it still on its way. Rejects with OriginOptionsError.
   */
  reset(behaviour?: OriginBehaviour): Promise<void>

  /** Holds every GET that comes from now on, until it is released. */
  hold(): Promise<void>
  /**
   * Lets held requests go. Without an argument: all, and nothing is held any more. A code (`'BR'`): those of that code, now
   * and later. A number: that many, the oldest first; if fewer are held, the next that come pass too.
   * Resolves to how many went now.
   */
  release(which?: string | number): Promise<number>

  /** Waits until exactly n requests are open. Rejects with OriginTimeoutError, whose message holds the log. */
  untilOpen(n: number, options?: WaitOptions): Promise<void>
  /** Waits until n requests or more have come since the start of the log. Rejects as `untilOpen` does. */
  untilRequests(n: number, options?: WaitOptions): Promise<void>
  /** Waits until no request is open (at once if none is). Rejects as `untilOpen` does. */
  untilIdle(options?: WaitOptions): Promise<void>

  /** Goes away: cuts every connection and refuses new ones, until `up()`. */
  down(): Promise<void>
  /** Comes back on the same port. Rejects with OriginListenError if that is taken meanwhile. */
  up(): Promise<void>

  /** Stops for good and leaves no handle. What waits is rejected with OriginClosedError. Idempotent. */
  close(): Promise<void>
}
