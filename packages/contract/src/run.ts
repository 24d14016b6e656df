import type { Ports } from './ports.ts'

/** Where a run stands. It only ever moves to the right: pending, running, then one of the last three. */
export type RunStatus = 'pending' | 'running' | 'done' | 'failed' | 'cancelled'

/** Starts at once and never throws synchronously: what goes wrong comes out of `result`. */
export type Program<Options, Result> = (options: Options, ports: Ports) => Run<Result>

/**
 * What the talks ask of a task: cancel it, await its result, check its status.
 *
 * @example
 * const run = variant.spinner(DEFAULT_SPINNER, ports)
 * process.once('SIGINT', () => run.cancel('Ctrl-C'))
 * console.log(`Answer: ${await run.result}`)
 */
export interface Run<Result> {
  readonly status: RunStatus
  /**
   * The result. Rejects with what failed, or with {@link RunCancelled} after a cancel; either way only when everything
   * that the run had started has ended and is cleaned up.
   */
  readonly result: Promise<Result>
  /** Asks the run to stop. Idempotent; does nothing after the end. The first reason is kept. */
  cancel(reason?: unknown): void
  /** What kind of thing runs it, and its state: `<Task pending spin>`, `<Subscription open>`. */
  describe(): string
}
