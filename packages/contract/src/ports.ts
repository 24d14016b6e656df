import type { Dispatcher } from 'undici'
import type { TraceEvent } from './events.ts'

/** The world that a program acts on: everything a test or a page wants to see goes through here. */
export interface Ports {
  /**
   * undici's dispatcher: one for each run, opened and closed by whoever starts the run. How large an answer may be, how
   * far a redirect is followed and what is asked for again are its business: take `openDispatcher` of
   * `@interleave/flags/dispatcher`, or compose the like. A model that works on other threads opens its own there, with the
   * same limits, because a dispatcher can't cross threads.
   */
  readonly dispatcher: Dispatcher
  /** Writes to the terminal. What it throws ends the run as failed. */
  readonly out: (text: string) => void
  /**
   * The file descriptor behind `out`, for a model whose frames come from another thread while this one is blocked.
   * 1 (standard output) when absent.
   */
  readonly outDescriptor?: number
  /** Receives every event, in order. What it throws ends the run as failed. */
  readonly trace: (event: TraceEvent) => void
  /** Cancels the run when aborted, as `cancel(signal.reason)` does. Already aborted: nothing starts. */
  readonly signal?: AbortSignal
}
